import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { SqlRunner } from '../ports/queue.ts';
import type { Templates } from '../ports/templates.ts';
import { checkTemplate, definitionOf } from '../workshop/check-template.ts';
import { designThinking } from '../workshop/steps.ts';
import { createTemplate, type Template } from '../workshop/template.ts';
import { holdTemplates } from './hold-templates.ts';
import { readTemplateFiles, type TemplateFile } from './read-template-files.ts';
import { checksumOf, listStored, readStored, type StoredTemplate, storeTemplate } from './stored-templates.ts';

/** Those that come with the product, beside this file. */
export const productDirectory = dirname(fileURLToPath(import.meta.url));

interface Sourced {
  template: Template;
  /** Its file, as an operator knows it. */
  from: string;
  isOurs: boolean;
}

/**
 * The product's templates, then the operator's, then whatever versions are only in the database, so that a workshop goes on with what it
 * began with when its file changed or is gone. What is wrong with a file is told in `problems`, and everything else is there.
 * Every version that can be started is stored. `areOthersThere`: other processes may store versions later, which are read when
 * they are met. Throws only what the database throws.
 */
export async function loadTemplates(
  db: SqlRunner,
  operatorDirectory?: string,
  { areOthersThere = false }: { areOthersThere?: boolean } = {},
): Promise<Templates> {
  const problems: string[] = [];
  const ours = await readTemplateFiles(productDirectory);
  const theirs = operatorDirectory === undefined ? [] : await readTemplateFiles(operatorDirectory);
  const sourced: Sourced[] = [{ template: designThinking, from: designThinking.id, isOurs: true }];
  const add = (files: readonly TemplateFile[], isOurs: boolean) => {
    for (const file of files) {
      const checked = 'value' in file ? checkTemplate(file.value) : file;
      const found = 'template' in checked ? findClashes(sourced, checked.template) : checked.problems;
      if ('template' in checked && found.length === 0) sourced.push({ template: checked.template, from: file.name, isOurs });
      else problems.push(...found.map((says) => `${file.name}: ${says}`));
    }
  };
  add(ours, true);
  add(theirs, false);
  const stored = await listStored(db);
  const inForce: Template[] = [];
  for (const one of sourced) inForce.push(...(await settle(db, stored, one, problems)));
  const kept: string[] = [];
  const others = await readOthers(db, inForce, { problems, kept });
  const find = async (id: string, version: number) => (await readStored(db, id, version)).template;
  return holdTemplates(inForce, { others, problems, kept, ...(areOthersThere ? { find } : {}) });
}

/** Words that mean another template already. */
function findClashes(others: readonly Sourced[], { id, version, name, aliases }: Template): string[] {
  const same = others.find((one) => one.template.id === id && (one.isOurs || one.template.version === version));
  if (same)
    return [
      same.isOurs
        ? `id: “${id}” is a template that comes with the product; give yours another id.`
        : `id: version ${version} of “${id}” is in ${same.from} already; give this one another id or a higher version.`,
    ];
  return others
    .filter((one) => one.template.id !== id)
    .flatMap(({ template: other }) => {
      const taken = [other.id, other.name.toLowerCase(), ...other.aliases];
      return [id, name.toLowerCase(), ...aliases]
        .filter((word) => taken.includes(word))
        .map((word) => `“${word}” is a word for the template “${other.id}” already; take another one.`);
    });
}

/**
 * Stores a version, and returns the one in force; none where that one could not be begun any more. Content that is there already keeps its number. An operator's number stands for what
 * it stood for first; the product's own templates get the next one by themselves when an upgrade changes them.
 */
async function settle(
  db: SqlRunner,
  stored: readonly StoredTemplate[],
  { template, from, isOurs }: Sourced,
  problems: string[],
): Promise<[] | [Template]> {
  if (!isOurs) {
    if (await storeTemplate(db, template)) return [template];
    const before = await readStored(db, template.id, template.version);
    problems.push(
      `${from}: version: ${template.version} was something else before, and stays what it was; raise it, so that workshops under way keep theirs.`,
    );
    return before.template && before.problems.length === 0 ? [before.template] : [];
  }
  const checksum = checksumOf(template);
  const versions = stored.filter((one) => one.id === template.id);
  const same = versions.findLast((one) => one.checksum === checksum);
  let version = same?.version ?? Math.max(template.version, 1 + Math.max(0, ...versions.map((one) => one.version)));
  // Another process may be at the same.
  for (let attempt = 0; attempt < 5; attempt++, version++) {
    const numbered = version === template.version ? template : createTemplate({ ...definitionOf(template), version });
    if (await storeTemplate(db, numbered)) return [numbered];
  }
  throw new Error(`The template ${template.id} could not be stored`);
}

/**
 * Versions that only the database has. One that would be refused today is kept as it was accepted and told; one that this program can't
 * go by is told as well, for workshops may still go by it.
 */
async function readOthers(
  db: SqlRunner,
  inForce: readonly Template[],
  { problems, kept }: { problems: string[]; kept: string[] },
): Promise<Template[]> {
  const others: Template[] = [];
  for (const { id, version } of await listStored(db)) {
    if (inForce.some((one) => one.id === id && one.version === version)) continue;
    const read = await readStored(db, id, version);
    const which = `Version ${version} of “${id}” in the database`;
    const why = read.problems.join(' ');
    if (!read.template) problems.push(`${which} can't be used any more: ${why}`);
    else if (read.problems.length > 0) kept.push(`${which} would be refused today, and workshops that began with it go on: ${why}`);
    if (read.template) others.push(read.template);
  }
  return others;
}
