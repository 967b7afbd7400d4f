import type { Deps } from '../../src/turns/use-case.ts';

const optional: ReadonlySet<string | symbol> = new Set<keyof Deps>(['model', 'limits', 'ceiling', 'pressure']);

/** What a use case is given of its surroundings where a test knows which of them it asks; any other one that it asks is named. */
export function someDeps(given: { [Name in keyof Deps]?: Partial<Deps[Name]> }): Deps {
  return new Proxy(given, {
    get(target, name) {
      if (name in target || optional.has(name)) return Reflect.get(target, name);
      throw new Error(`This test gives no “${String(name)}”`);
    },
  }) as Deps;
}
