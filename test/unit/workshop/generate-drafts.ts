import fc from 'fast-check';
import { applyOps, type DraftOp } from '../../../src/workshop/apply-ops.ts';
import { type Draft, emptyDraft, itemsOf } from '../../../src/workshop/draft.ts';
import type { Json, JsonObject } from '../../../src/workshop/json.ts';
import type { Field } from '../../../src/workshop/step-definition.ts';
import { designThinking } from '../../../src/workshop/steps.ts';

const words = fc.stringMatching(/^[a-z]{1,6}( [a-z0-9]{1,6}){0,2}$/);

/** What somebody may do next: which field, to which item, with which values; read against the draft as it is then. */
interface Wish {
  field: number;
  what: number;
  item: number;
  texts: string[];
  numbers: number[];
}
const wish: fc.Arbitrary<Wish> = fc.record({
  field: fc.nat(50),
  what: fc.nat(9),
  item: fc.nat(30),
  texts: fc.array(words, { minLength: 6, maxLength: 6 }),
  numbers: fc.array(fc.nat(60), { minLength: 12, maxLength: 12 }),
});

/** Two drafts of a step as people make them, the second one made from the first. */
export function drafts(stepId: string): fc.Arbitrary<[Draft, Draft]> {
  const wishes = fc.array(wish, { maxLength: 25 });
  return fc.tuple(wishes, wishes).map(([first, then]) => {
    const one = play(stepId, emptyDraft(), first, 0);
    return [one, play(stepId, one, then, first.length)];
  });
}

function play(stepId: string, draft: Draft, wishes: readonly Wish[], done: number): Draft {
  const definition = designThinking.step(stepId);
  return wishes.reduce((now, one, index) => {
    const seq = done + index + 1;
    const source = { messageId: `m${seq}`, userId: ['UANNA', 'UBO', 'UCEM'][seq % 3] as string };
    const op = opOf(stepId, now, one);
    return op ? applyOps(definition, now, [op], { source, origin: 'human', seq }).draft : now;
  }, draft);
}

function opOf(stepId: string, draft: Draft, { field: at, what, item, texts, numbers }: Wish): DraftOp | undefined {
  // What the product writes by itself at the end is no part of a draft.
  const fields = designThinking.step(stepId).fields.filter((field) => field.kind !== 'projected' && !field.derived && !isHolderOnly(field));
  const field = fields[at % fields.length];
  if (!field) return undefined;
  if (field.kind !== 'items' && field.kind !== 'texts')
    return what === 0 ? { op: 'clear', field: field.key } : { op: 'set', field: field.key, value: valueFor(field, draft, texts, numbers) };
  const items = itemsOf(draft, field.key);
  const itemId = items[item % Math.max(1, items.length)]?.id;
  if (what === 0 && itemId) return { op: 'remove', list: field.key, itemId };
  const values: JsonObject = field.kind === 'texts' ? { text: texts[0] ?? 'x' } : propsFor(field.props, draft, texts, numbers);
  return what < 4 && itemId ? { op: 'update', list: field.key, itemId, values } : { op: 'add', list: field.key, values };
}

/** A list that only shows the items of another one holds none itself. */
function isHolderOnly(field: Field): boolean {
  return field.kind === 'items' && field.props.some((prop) => prop.kind === 'projected');
}

function propsFor(props: readonly Field[], draft: Draft, texts: readonly string[], numbers: readonly number[]): JsonObject {
  return Object.fromEntries(
    props.flatMap((prop, index): [string, Json][] => {
      const isLeftOut = index > 0 && (numbers[index % numbers.length] ?? 0) % 3 === 0;
      const turned = [...texts.slice(index % texts.length), ...texts];
      return isLeftOut || prop.kind === 'projected' || (prop.kind === 'texts' && prop.gathers)
        ? []
        : [[prop.key, valueFor(prop, draft, turned, numbers.slice(index % 6))]];
    }),
  );
}

function valueFor(field: Field, draft: Draft, texts: readonly string[], numbers: readonly number[]): Json {
  const [number = 0] = numbers;
  switch (field.kind) {
    case 'choice':
      return field.options[number % field.options.length] ?? '';
    case 'number':
      return field.min + (number % (field.max - field.min + 1));
    case 'rated':
      return { score: field.min + (number % (field.max - field.min + 1)), rationale: texts[0] ?? 'x' };
    case 'flag':
      return number % 2 === 0;
    case 'texts':
      return [...new Set(texts.slice(0, Math.max(1, Math.min(field.max, number % 4))))];
    case 'link': {
      const targets = itemsOf(draft, field.list);
      return targets[number % Math.max(1, targets.length)]?.id ?? null;
    }
    default:
      return texts[0] ?? 'x';
  }
}
