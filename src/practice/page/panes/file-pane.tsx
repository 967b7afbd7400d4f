import type { StoredFile } from '../../protocol.ts';
import { fileAddress, formatSize } from '../parts/downloads.ts';
import { FilePicture } from '../parts/file-picture.tsx';
import { Icon } from '../parts/icon.tsx';
import { findPerson, useDirectory } from '../state/directory-context.ts';
import { MarkdownView } from '../text/markdown-view.tsx';
import { SidePane } from './side-pane.tsx';

/** As much of a file's text as a snapshot carries. */
const previewCharacters = 100_000;

/** A file's text beside the channel. */
export function FilePane({ file }: { file: StoredFile }) {
  const directory = useDirectory();
  const { preview } = file;
  const isPicture = file.mimeType === 'image/png';
  return (
    <SidePane
      label="File"
      title={file.title ?? file.name}
      detail={`${formatSize(file.sizeBytes)} · ${findPerson(directory, file.user).realName}`}
    >
      <article className="sheet">
        <p>
          <a className="link-button" href={fileAddress(directory.teamId, file)} download={file.name}>
            <Icon name="download" /> Download
          </a>
        </p>
        {isPicture && <FilePicture file={file} />}
        {preview === undefined && !isPicture && <p className="quiet">This kind of file cannot be shown here.</p>}
        {preview !== undefined &&
          (file.name.endsWith('.md') ? <MarkdownView markdown={preview} /> : <pre className="file-text">{preview}</pre>)}
        {preview !== undefined && preview.length >= previewCharacters && (
          <p className="quiet">Only the first 100,000 characters are shown.</p>
        )}
      </article>
    </SidePane>
  );
}
