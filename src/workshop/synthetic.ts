import { type Origin, textOf } from './draft.ts';
import type { JsonObject } from './json.ts';
import type { Field, FieldBase, FieldOf, TextField } from './step-definition.ts';

type Marking = FieldBase & TextField & Required<Pick<TextField, 'synthetic'>>;

/** The property by which a list is told what no real person said; undefined where it is not asked for. */
function markingProp({ props }: FieldOf<'items'>): Marking | undefined {
  return props.find((prop: Field): prop is Marking => prop.kind === 'text' && prop.synthetic !== undefined);
}

/** Longer ones first, so that the whole of it is found. */
function wordsIn({ synthetic }: Marking): string {
  const sorted = synthetic.toSorted((one, other) => other.length - one.length);
  return `(?:${sorted.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|')})`;
}

/** The item's own words say that no real person stands behind it. */
function isSynthetic(list: FieldOf<'items'>, values: JsonObject): boolean {
  const prop = markingProp(list);
  return prop !== undefined && new RegExp(`^[("“[]?${wordsIn(prop)}(?:$|\\s*[:;,.)\\]”"(–—-])`, 'iu').test(textOf(values[prop.key]).trim());
}

/** Where an item comes from after a change, which came from `now`: what the item itself says of that stands above how it came in. */
export function originOf(list: Field | undefined, values: JsonObject, { before, now }: { before: Origin; now: Origin }): Origin {
  if (list?.kind !== 'items' || !markingProp(list)) return before;
  if (isSynthetic(list, values)) return 'synthetic';
  return before === 'synthetic' ? now : before;
}

/** Takes the mark out of a line: in front of it with a colon or a dash, or in brackets wherever it is. */
export function takeMark(list: FieldOf<'items'>, line: string): { rest: string; isMarked: boolean } {
  const prop = markingProp(list);
  if (!prop) return { rest: line, isMarked: false };
  const words = wordsIn(prop);
  const mark = new RegExp(`^\\s*${words}\\s*(?::\\s*|\\s[–—-]+\\s+)|\\s*[([]\\s*${words}\\s*[)\\]]\\s*`, 'iu');
  return { rest: line.replace(mark, ' ').trim(), isMarked: mark.test(line) };
}

/** Writes the mark where the list keeps it, before whatever stands there. */
export function writeMark(list: FieldOf<'items'>, values: JsonObject): JsonObject {
  const prop = markingProp(list);
  if (!prop || isSynthetic(list, values)) return values;
  const said = textOf(values[prop.key]);
  return { ...values, [prop.key]: said ? `${prop.synthetic[0]}: ${said}` : (prop.synthetic[0] ?? '') };
}
