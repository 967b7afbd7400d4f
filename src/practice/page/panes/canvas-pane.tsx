import type { Canvas } from '../../protocol.ts';
import { downloadText } from '../parts/downloads.ts';
import { Icon } from '../parts/icon.tsx';
import { findPerson, useDirectory } from '../state/directory-context.ts';
import { formatClock, formatDay, toMillis } from '../text/format-time.ts';
import { MarkdownView } from '../text/markdown-view.tsx';
import { SidePane } from './side-pane.tsx';

/** A canvas beside the channel. */
export function CanvasPane({ canvas }: { canvas: Canvas }) {
  return (
    <SidePane label="Canvas" title={canvas.title || 'Untitled canvas'} detail="Canvas">
      <CanvasBody canvas={canvas} />
    </SidePane>
  );
}

/** The document itself, as a sheet. */
export function CanvasBody({ canvas }: { canvas: Canvas }) {
  const directory = useDirectory();
  const atMs = toMillis(canvas.updatedAt);
  const zone = directory.me.timeZone;
  const name = `${
    canvas.title
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, '-')
      .replace(/^-|-$/g, '') || 'canvas'
  }.md`;
  return (
    <article className="sheet is-canvas">
      <header>
        <h1>{canvas.title || 'Untitled canvas'}</h1>
        <p>
          By {findPerson(directory, canvas.createdBy).realName} · changed {formatDay(atMs, Date.now(), zone).toLowerCase()},{' '}
          {formatClock(atMs, zone)}
          <button type="button" className="link-button" onClick={() => downloadText(name, 'text/markdown', canvas.markdown)}>
            <Icon name="download" /> Download
          </button>
        </p>
      </header>
      <MarkdownView markdown={canvas.markdown} />
    </article>
  );
}
