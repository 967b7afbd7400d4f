import type { Templates } from '../ports/templates.ts';
import { NotFound } from '../workshop/errors.ts';
import type { Template } from '../workshop/template.ts';

/** These templates, all their versions, in the order of the first one of each. */
export function holdTemplates(templates: readonly Template[], problems: readonly string[] = []): Templates {
  const versions = new Map<string, Template>();
  const newest = new Map<string, Template>();
  for (const template of templates) {
    versions.set(`${template.id} ${template.version}`, template);
    const known = newest.get(template.id);
    if (!known || known.version < template.version) newest.set(template.id, template);
  }
  const list = [...newest.values()];
  return {
    get(id, version) {
      const found = versions.get(`${id} ${version}`);
      if (!found) throw new NotFound(`Version ${version} of the template`, id);
      return found;
    },
    all: () => templates,
    list: () => list,
    problems: () => problems,
  };
}
