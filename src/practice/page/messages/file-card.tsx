import { fileAddress, formatSize } from '../parts/downloads.ts';
import { FilePicture } from '../parts/file-picture.tsx';
import { Icon } from '../parts/icon.tsx';
import { useActions } from '../state/actions-context.ts';
import { useDirectory } from '../state/directory-context.ts';

/** A file or canvas shared in a message: a press opens it beside the channel. */
export function FileCard({ id }: { id: string }) {
  const { openSide } = useActions();
  const { teamId, canvases, files } = useDirectory();
  const canvas = canvases.get(id);
  const file = files.get(id);
  if (canvas) {
    return (
      <div className="file-card">
        <button type="button" className="file-open" onClick={() => openSide({ kind: 'canvas', id })}>
          <Icon name="canvas" />
          <span>
            <strong>{canvas.title || 'Untitled canvas'}</strong>
            <small>Canvas</small>
          </span>
        </button>
      </div>
    );
  }
  if (!file) return <p className="placeholder">A file that is no longer here.</p>;
  const { preview } = file;
  return (
    <div className="file-card">
      <button
        type="button"
        className="file-open"
        aria-label={`Open ${file.title ?? file.name}`}
        onClick={() => openSide({ kind: 'file', id })}
      >
        <Icon name="file" />
        <span>
          <strong>{file.title ?? file.name}</strong>
          <small>{formatSize(file.sizeBytes)}</small>
        </span>
      </button>
      <a
        className="icon-button"
        href={fileAddress(teamId, file)}
        download={file.name}
        aria-label={`Download ${file.name}`}
        title="Download"
      >
        <Icon name="download" />
      </a>
      {file.mimeType === 'image/png' && <FilePicture file={file} />}
      {preview !== undefined && <pre className="file-excerpt">{preview.split('\n').slice(0, 5).join('\n').slice(0, 400)}</pre>}
    </div>
  );
}
