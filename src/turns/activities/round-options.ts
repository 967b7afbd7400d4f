import { type RoundKind, type RoundOption, roundLimits } from '../../workshop/activity.ts';
import { fieldOf } from '../../workshop/apply-ops.ts';
import { type Draft, itemsOf, textOf } from '../../workshop/draft.ts';
import type { ActivityOf, FieldOf, StepDefinition } from '../../workshop/step-definition.ts';

/** The list that an activity is about. Throws for a definition that names none: templates are checked when they are loaded. */
export function listOf(definition: StepDefinition, { list }: Pick<ActivityOf<RoundKind>, 'list'>): FieldOf<'items'> | FieldOf<'texts'> {
  const field = fieldOf(definition, list);
  if (field?.kind !== 'items' && field?.kind !== 'texts') throw new Error(`${definition.id} has no list ${list}`);
  return field;
}

/** The properties that are rated, in the definition's order; only those that are chosen from a few words. */
export function ratedProps(definition: StepDefinition, activity: ActivityOf<'rate'>): readonly FieldOf<'choice'>[] {
  const list = listOf(definition, activity);
  if (list.kind !== 'items') return [];
  return list.props.filter(
    (prop): prop is FieldOf<'choice'> & (typeof list.props)[number] => prop.kind === 'choice' && activity.props.includes(prop.key),
  );
}

/** What stands on the list now, as it can be chosen: at most what a form can show. */
export function currentOptions(definition: StepDefinition, activity: ActivityOf<RoundKind>, draft: Draft): RoundOption[] {
  const list = listOf(definition, activity);
  const nameProp = list.kind === 'items' ? list.nameProp : 'text';
  const most = activity.kind === 'rate' ? Math.floor(roundLimits.menus / Math.max(1, ratedProps(definition, activity).length)) : list.max;
  return itemsOf(draft, list.key)
    .slice(0, most)
    .map((item) => ({ id: item.id, text: textOf(item.values[nameProp]) || '…' }));
}

/** Which items of the list are still there. */
export function stillThere(draft: Draft, list: string, ids: readonly string[]): string[] {
  const there = new Set(itemsOf(draft, list).map((item) => item.id));
  return ids.filter((id) => there.has(id));
}
