import type { z } from 'zod';
import { checkReferences } from './check-references.ts';
import type { TemplateProblem } from './check-scope.ts';
import { nearest } from './nearest.ts';
import type { TemplateDefinition } from './step-definition.ts';
import { createTemplate, type Template } from './template.ts';
import { templateSchema } from './template-schema.ts';

/** More than anybody corrects in one go. */
const maxProblems = 25;
const maxShownChars = 60;

/**
 * Takes what a template's file holds. Every problem is one sentence with its place in the file, what is wrong and what to do; all are
 * told at once. Never throws, whatever it is given.
 */
export function checkTemplate(value: unknown): { template: Template } | { problems: string[] } {
  const parsed = templateSchema.safeParse(value, { error: (issue) => sayIssue(issue) });
  // A word too many hides nothing else: what it stands beside is checked all the same.
  const readable = parsed.success ? parsed : templateSchema.safeParse(withoutUnknown(value, parsed.error.issues));
  const problems: TemplateProblem[] = [
    ...(parsed.success ? [] : parsed.error.issues.map((issue) => ({ path: issue.path, says: issue.message }))),
    ...(readable.success ? checkReferences(readable.data) : []),
  ];
  if (problems.length === 0 && parsed.success) return { template: createTemplate(parsed.data) };
  const sentences = [...new Set(problems.map(({ path, says }) => `${sayPath(value, path)}: ${says}.`.replace(/([.?!])\.$/, '$1')))];
  const more = sentences.length - maxProblems;
  return { problems: [...sentences.slice(0, maxProblems), ...(more > 0 ? [`… and ${more} more.`] : [])] };
}

/** The definition in a template, without what was worked out from it: what is stored, and compared with what was stored before. */
export function definitionOf({ id, version, name, description, aliases, steps, pack }: Template): TemplateDefinition {
  return { id, version, name, description, aliases, steps, pack };
}

function withoutUnknown(value: unknown, issues: readonly z.core.$ZodIssue[]): unknown {
  const unknown = issues.flatMap((issue) => (issue.code === 'unrecognized_keys' ? [issue] : []));
  if (unknown.length === 0) return undefined;
  const copy = copyOf(value);
  for (const { path, keys } of unknown) {
    let at = copy as Record<PropertyKey, unknown>;
    for (const part of path) at = at[part] as Record<PropertyKey, unknown>;
    for (const key of keys) delete at[key];
  }
  return copy;
}

function copyOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copyOf);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, copyOf(one)]));
}

/** `steps[2] (group).fields[1] (ideas)`: numbers from 0 as editors and tools count them, with the name that the thing has. */
function sayPath(root: unknown, path: readonly PropertyKey[]): string {
  let at = root;
  let said = '';
  for (const part of path) {
    at = typeof at === 'object' && at !== null && Object.hasOwn(at, part) ? (at as Record<PropertyKey, unknown>)[part] : undefined;
    said += typeof part === 'number' ? `[${part}]${nameOf(at)}` : `${said ? '.' : ''}${String(part)}`;
  }
  return said || 'The file';
}

function nameOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return '';
  const { id, key } = value as Record<string, unknown>;
  const name = typeof id === 'string' ? id : key;
  return typeof name === 'string' ? ` (${cut(name)})` : '';
}

function cut(text: string): string {
  return text.length > maxShownChars ? `${text.slice(0, maxShownChars)}…` : text;
}

const kinds: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'yes or no',
  array: 'a list',
  object: 'keys with values',
  record: 'keys with values',
};

function shown(value: unknown): string {
  if (value === null) return 'is empty';
  if (Array.isArray(value)) return 'is a list';
  if (typeof value === 'object') return 'has keys and values';
  return `is ${typeof value === 'string' ? `“${cut(value)}”` : cut(String(value))}`;
}

/** Undefined where the schema has words of its own. */
function sayIssue(issue: z.core.$ZodRawIssue): string | undefined {
  const { input } = issue;
  switch (issue.code) {
    case 'invalid_type': {
      const wanted = kinds[issue.expected] ?? issue.expected;
      return input === undefined ? `is missing; it is ${wanted}` : `${shown(input)}, and should be ${wanted}`;
    }
    case 'invalid_value':
      return sayChoice(input, issue.values.map(String));
    case 'invalid_union':
      return sayChoice(input, (issue.options as readonly unknown[] | undefined)?.map(String) ?? [], issue.discriminator as string);
    case 'too_small':
      if (issue.origin === 'string') return 'is empty; write something';
      if (issue.origin === 'array') return `has ${lengthOf(input)} entries; it needs at least ${issue.minimum}`;
      return `${shown(input)}; it is ${issue.minimum} or more`;
    case 'too_big':
      if (issue.origin === 'string') return `has ${lengthOf(input)} characters; at most ${issue.maximum} fit`;
      if (issue.origin === 'array') return `has ${lengthOf(input)} entries; at most ${issue.maximum} are allowed`;
      return `${shown(input)}; it is ${issue.maximum} or less`;
    default:
      return undefined;
  }
}

function lengthOf(input: unknown): number {
  return typeof input === 'string' || Array.isArray(input) ? input.length : 0;
}

function sayChoice(input: unknown, options: readonly string[], discriminator?: string): string {
  const given = discriminator && typeof input === 'object' && input !== null ? (input as Record<string, unknown>)[discriminator] : input;
  const list = options.length === 1 ? `it is ${options[0]} or left out` : `it is one of ${options.join(', ')}`;
  if (given === undefined) return `is missing; ${list}`;
  const meant = typeof given === 'string' ? nearest(given, options) : undefined;
  return `${shown(given)}; ${meant ? `did you mean “${meant}”? It` : `it`} ${list.replace(/^it /, '')}`;
}
