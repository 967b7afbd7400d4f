import type { Block } from '../../protocol.ts';
import { asList, asText } from './block-values.ts';
import { Picture } from './picture.tsx';
import { TextObject } from './text-object.tsx';

export function ContextBlock({ block }: { block: Block }) {
  return (
    <div className="block-context">
      {asList(block.elements).map((element, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: elements of a context have no identity but their position
        <span key={index}>
          {element.type === 'image' ? (
            <Picture url={asText(element.image_url)} alt={asText(element.alt_text)} isSmall />
          ) : (
            <TextObject value={element} />
          )}
        </span>
      ))}
    </div>
  );
}
