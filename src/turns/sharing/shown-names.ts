import { type Phrase, phrase } from '../../workshop/phrase.ts';
import type { WorkshopSettings } from '../../workshop/workshop.ts';

/** Outsiders see no names that the team itself does not see. */
export function showsNamesOutside({ sharesNames, hidesAuthors }: WorkshopSettings): boolean {
  return sharesNames === true && !hidesAuthors;
}

export function sayNames(settings: WorkshopSettings): Phrase {
  if (showsNamesOutside(settings)) return phrase`Outsiders see who said what, by name; “share list” changes that.`;
  const where = settings.hidesAuthors ? phrase`The settings leave them out of the whole pack.` : phrase`“share list” changes that.`;
  return phrase`People's names are not shown, everybody is “a participant”; names that somebody typed into a line stay. ${where}`;
}
