/**
 * Small checks that are put together like Slack's JSON schemas and report in Slack's words:
 * `must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]`.
 */
export type Report = (problem: string, pointer: string) => void;
export type Check = (value: unknown, pointer: string, report: Report) => void;

type Json = Record<string, unknown>;

export function isObject(value: unknown): value is Json {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

export function text(limits: { min?: number; max?: number; pattern?: RegExp } = {}): Check {
  return (value, pointer, report) => {
    if (typeof value !== 'string') return report('must be a string', pointer);
    if (value.length < (limits.min ?? 0)) report(`must be more than ${(limits.min ?? 0) - 1} characters`, pointer);
    if (limits.max !== undefined && value.length > limits.max) report(`must be less than ${limits.max + 1} characters`, pointer);
    if (limits.pattern !== undefined && !limits.pattern.test(value)) report('does not match the required pattern', pointer);
  };
}

export const flag: Check = (value, pointer, report) => {
  if (typeof value !== 'boolean') report('must be a boolean', pointer);
};

export function number(limits: { min?: number; max?: number } = {}): Check {
  return (value, pointer, report) => {
    if (typeof value !== 'number') return report('must be a number', pointer);
    if (limits.min !== undefined && value < limits.min) report(`must be greater than or equal to ${limits.min}`, pointer);
    if (limits.max !== undefined && value > limits.max) report(`must be less than or equal to ${limits.max}`, pointer);
  };
}

export function oneOf(...allowed: string[]): Check {
  return (value, pointer, report) => {
    if (typeof value !== 'string' || !allowed.includes(value)) report(`must be one of: ${allowed.join(', ')}`, pointer);
  };
}

export const anything: Check = () => undefined;

export function list(item: Check, limits: { min?: number; max?: number } = {}): Check {
  return (value, pointer, report) => {
    if (!Array.isArray(value)) return report('must be an array', pointer);
    if (value.length < (limits.min ?? 0)) report(`no less than ${limits.min} items allowed`, pointer);
    if (limits.max !== undefined && value.length > limits.max) report(`no more than ${limits.max} items allowed`, pointer);
    for (const [index, entry] of value.slice(0, (limits.max ?? value.length) + 1).entries()) item(entry, `${pointer}/${index}`, report);
  };
}

/** An object with exactly these fields; those in `optional` may be missing. */
export function object(required: Record<string, Check>, optional: Record<string, Check> = {}, also?: Check): Check {
  return (value, pointer, report) => {
    if (!isObject(value)) return report('must be an object', pointer);
    for (const [name, check] of Object.entries(required)) {
      if (value[name] === undefined || value[name] === null) report(`missing required field: ${name}`, pointer);
      else check(value[name], `${pointer}/${name}`, report);
    }
    for (const [name, entry] of Object.entries(value)) {
      if (name in required || entry === undefined || entry === null) continue;
      const check = optional[name];
      if (check === undefined) report(`invalid additional property: ${name}`, pointer);
      else check(entry, `${pointer}/${name}`, report);
    }
    also?.(value, pointer, report);
  };
}

/** Chooses the check by the object's `type`. */
export function byType(checks: Record<string, Check>): Check {
  return (value, pointer, report) => {
    if (!isObject(value)) return report('must be an object', pointer);
    if (value['type'] === undefined) return report('missing required field: type', pointer);
    const check = typeof value['type'] === 'string' ? checks[value['type']] : undefined;
    if (check === undefined) report(`unsupported type: ${String(value['type'])}`, `${pointer}/type`);
    else check(value, pointer, report);
  };
}

/** Runs a check and lists what it found, bounded. */
export function problemsOf(check: Check, value: unknown, pointer: string): string[] {
  const problems: string[] = [];
  check(value, pointer, (problem, at) => {
    if (problems.length < 20) problems.push(`${problem} [json-pointer:${at}]`);
  });
  return problems;
}
