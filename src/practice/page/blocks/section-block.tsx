import type { Block } from '../../protocol.ts';
import { asElement, asList, textOf } from './block-values.ts';
import { ElementView } from './element-view.tsx';
import { TextObject } from './text-object.tsx';

export function SectionBlock({ block, blockId }: { block: Block; blockId: string }) {
  const accessory = asElement(block.accessory);
  const fields = asList(block.fields);
  return (
    <div className="block-section">
      <div className="block-words">
        {block.text !== undefined && <TextObject value={block.text} />}
        {fields.length > 0 && (
          <div className="block-fields">
            {fields.map((field, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: fields have no identity but their position
              <div key={index}>
                <TextObject value={field} />
              </div>
            ))}
          </div>
        )}
      </div>
      {accessory && (
        <div className="block-accessory">
          <ElementView element={accessory} slot={{ blockId, label: textOf(block.text).replace(/[*_~`]/g, ''), dispatches: true }} />
        </div>
      )}
    </div>
  );
}
