import type { Block } from '../../protocol.ts';
import { asElement, asList } from './block-values.ts';
import { ElementView } from './element-view.tsx';

export function ActionsBlock({ block, blockId }: { block: Block; blockId: string }) {
  const elements = asList(block.elements)
    .map(asElement)
    .filter((element) => element !== undefined);
  return (
    <div className="block-actions">
      {elements.map((element, index) => (
        <ElementView key={element.action_id ?? index} element={element} slot={{ blockId, label: '', dispatches: true }} />
      ))}
    </div>
  );
}
