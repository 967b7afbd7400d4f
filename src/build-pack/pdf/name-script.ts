export const otherSigns = 'other signs';

const scripts: readonly (readonly [RegExp, string])[] = [
  [/[\p{Script=Hiragana}\p{Script=Katakana}]/u, 'Japanese kana'],
  [/\p{Script=Hangul}/u, 'Korean'],
  [/[\p{Script=Han}\p{Script=Bopomofo}\u3000-\u303f\uff00-\uffef]/u, 'Chinese characters'],
  [/\p{Extended_Pictographic}|\p{Regional_Indicator}|\u20e3/u, 'emoji'],
  ...['Arabic', 'Hebrew', 'Devanagari', 'Bengali', 'Tamil', 'Telugu', 'Thai', 'Khmer', 'Myanmar', 'Ethiopic', 'Sinhala'].map(
    (name) => [new RegExp(`\\p{Script=${name}}`, 'u'), name] as const,
  ),
  [/\p{L}/u, 'letters of other scripts'],
];

/** The script of a sign, in words. */
export function nameScript(cluster: string): string {
  return scripts.find(([pattern]) => pattern.test(cluster))?.[1] ?? otherSigns;
}
