import type { JsonObject } from '../../workshop/json.ts';
import type { FieldOf } from '../../workshop/step-definition.ts';

const maxShapeChars = 1_000;

/** Fills the composed property from its parts, or the parts from it. */
export function compose(list: FieldOf<'items'>, values: JsonObject): JsonObject {
  if (!list.compose) return values;
  const { prop, template } = list.compose;
  const whole = values[prop];
  if (typeof whole === 'string') {
    const parts = takeApart(list, whole);
    return { ...parts, ...values };
  }
  const slots = [...template.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '');
  if (!slots.every((slot) => typeof values[slot] === 'string' && values[slot] !== '')) return values;
  const composed = template.replace(/\{(\w+)\}/g, (_, slot: string) =>
    String(values[slot])
      .trim()
      .replace(/[.?!,]+$/, ''),
  );
  return { ...values, [prop]: composed };
}

/** The parts of a text of one of the list's shapes; empty when it has none of them. */
export function takeApart(list: FieldOf<'items'>, text: string): JsonObject {
  if (!list.compose || text.length > maxShapeChars) return {};
  const line = text
    .replace(/\s+/g, ' ')
    .replace(/^(?:hmw|question)\s*[:–-]\s*/i, '')
    .trim();
  for (const shape of list.compose.shapes) {
    const groups = new RegExp(`^${shape}[?.!\\s]*$`, 'u').exec(line)?.groups;
    if (!groups) continue;
    const { name, ...parts } = groups;
    const found: JsonObject = {};
    for (const [key, value] of Object.entries(name === undefined ? parts : { ...parts, persona: name }))
      if (value) found[key] = value.trim();
    return found;
  }
  return {};
}
