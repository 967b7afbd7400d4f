/** So many words one after the other are no chance. */
const leakWords = 8;
/** A secret of this length is a sign, not a text: it is found in whatever shape. */
const maxSignChars = 40;

/** Tells whether a text that comes sentence by sentence gives something away, also where stops or signs were put in between. */
export function createLeakCheck(secrets: readonly string[]): (sentence: string) => boolean {
  const known = shinglesOf(secrets.join('\n'));
  const signs = secrets.filter((one) => one && one.length < maxSignChars);
  let before: string[] = [];
  return (sentence) => {
    const words = [...before, ...plainWords(sentence)];
    before = words.slice(1 - leakWords);
    const squashed = sentence.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');
    return signs.some((one) => squashed.includes(one)) || shingles(words).some((one) => known.has(one));
  };
}

export function plainWords(text: string): string[] {
  return (
    text
      .normalize('NFKC')
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? []
  );
}

function shinglesOf(text: string): ReadonlySet<string> {
  return new Set(shingles(plainWords(text)));
}

function shingles(words: readonly string[]): string[] {
  return words.slice(leakWords - 1).map((_, at) => words.slice(at, at + leakWords).join(' '));
}
