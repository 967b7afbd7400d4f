import type { Block } from '../../protocol.ts';
import { MrkdwnBlocks } from '../text/mrkdwn.tsx';
import { richTextToMrkdwn } from '../text/rich-text-to-mrkdwn.ts';
import { asList, asText } from './block-values.ts';

/** The first row is the heading, as in Slack. */
export function TableBlock({ block }: { block: Block }) {
  const rows = Array.isArray(block.rows) ? block.rows.map(asList) : [];
  const alignments = asList(block.column_settings).map((column) => asText(column.align));
  const [head = [], ...body] = rows;
  const align = (column: number) => ({ 'data-align': alignments[column] || 'left' });
  return (
    <div className="table-scroll">
      <table>
        <thead>
          <tr>
            {head.map((cell, column) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: cells are their position
              <th key={column} scope="col" {...align(column)}>
                <Cell cell={cell} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {body.map((row, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows are their position
            <tr key={index}>
              {row.map((cell, column) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: cells are their position
                <td key={column} {...align(column)}>
                  <Cell cell={cell} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Cell({ cell }: { cell: Record<string, unknown> }) {
  return cell.type === 'rich_text' ? <MrkdwnBlocks blocks={richTextToMrkdwn(cell)} /> : asText(cell.text);
}
