import { type Phrase, phrase } from '../../workshop/phrase.ts';
import type { Field, StepDefinition } from '../../workshop/step-definition.ts';

/** What the author of a message is told, alone, about words that found no place. Each says what to write instead. */

export function notUnderstood(field: Field, value: string): Phrase {
  if (field.kind === 'choice') return phrase`“${field.label}” is one of ${field.options.join(', ')}; I read “${value}”.`;
  if (field.kind === 'rated')
    return phrase`“${field.label}” needs a number from ${field.min} to ${field.max} and a reason: “${field.label}: ${field.max - 2} because …”.`;
  return phrase`I could not read “${value}” as “${field.label}”.`;
}

export function notANumber(field: Field, value: string): Phrase {
  return phrase`“${field.label}: ${value}” is only a number. Write its name, please.`;
}

export function notFound(singular: string | undefined, piece: string): Phrase {
  const what = singular ?? 'line';
  return /^\d+$/.test(piece)
    ? phrase`There is no ${what} number ${piece}.`
    : phrase`I find no ${what} “${piece}”. Use its number from the card.`;
}

export function whichOne(label: string, singular = 'line'): Phrase {
  return phrase`Which one do you mean? “${label}: …” needs the number or the name of a ${singular} on the card.`;
}

export function answeredAlready(field: Field): Phrase {
  return phrase`I have an answer for “${field.label}” already. To replace it, write “${field.label}: …”; for something else, name it the same way.`;
}

export function needLabel(definition: StepDefinition): Phrase {
  const labels = definition.fields
    .filter((field) => !field.derived && !field.from && !(field.kind === 'text' && field.optional))
    .flatMap((field) => (field.kind === 'items' ? field.props.slice(0, 3).map((prop) => prop.label) : [field.label]))
    .slice(0, 4);
  return phrase`I was not sure where that belongs. Start the line with what it is, such as “${labels.join(': …”, “')}: …”.`;
}
