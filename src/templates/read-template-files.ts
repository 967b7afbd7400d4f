import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { parseDocument } from 'yaml';

/** What a file holds, before anybody has looked whether it is a template; or why nobody can. */
export type TemplateFile = { name: string } & ({ value: unknown } | { problems: string[] });

const maxBytes = 256_000;
const maxFiles = 50;
const maxComplaints = 5;
/** A handful of aliases saves typing; many are a bomb. */
const maxAliases = 50;

/** All `.yaml`, `.yml` and `.json` files of a directory, by name; what is below it is left alone. Never throws. */
export async function readTemplateFiles(directory: string): Promise<TemplateFile[]> {
  let names: string[];
  try {
    const entries = await readdir(directory, { withFileTypes: true });
    names = entries.filter((entry) => !entry.isDirectory() && /\.(ya?ml|json)$/i.test(entry.name)).map((entry) => entry.name);
  } catch (error) {
    return [{ name: directory, problems: [`the directory can't be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'}).`] }];
  }
  names.sort();
  const files = await Promise.all(names.slice(0, maxFiles).map((name) => readTemplateFile(directory, name)));
  const more = names.length - maxFiles;
  return more > 0 ? [...files, { name: directory, problems: [`there are ${more} files more than the ${maxFiles} that are read.`] }] : files;
}

async function readTemplateFile(directory: string, name: string): Promise<TemplateFile> {
  try {
    const path = join(directory, name);
    const { size } = await stat(path);
    if (size > maxBytes) return { name, problems: [`the file has ${size} bytes; a template takes at most ${maxBytes}.`] };
    return { name, ...parseTemplate(await readFile(path, 'utf8')) };
  } catch (error) {
    return { name, problems: [`the file can't be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'}).`] };
  }
}

/** JSON is YAML too. Only plain values: no dates, no types of its own, each key once. */
function parseTemplate(text: string): { value: unknown } | { problems: string[] } {
  try {
    const document = parseDocument(text, { schema: 'core', uniqueKeys: true, prettyErrors: true });
    if (document.errors.length > 0) return { problems: document.errors.slice(0, maxComplaints).map((one) => sayYaml(one.message)) };
    const value: unknown = document.toJS({ maxAliasCount: maxAliases });
    return value === null ? { problems: ['the file is empty.'] } : { value };
  } catch (error) {
    return { problems: [sayYaml((error as Error).message)] };
  }
}

/** Its first line says what and where; a picture of the place follows. */
function sayYaml(message: string): string {
  return `${(message.split('\n')[0] ?? '').replace(/:$/, '').trim()}.`.replace(/([.?!])\.$/, '$1');
}
