import type { Templates } from '../ports/templates.ts';
import { NotFound } from '../workshop/errors.ts';
import type { Template } from '../workshop/template.ts';

interface BesideThem {
  /** Versions that only workshops under way still go by. */
  others?: readonly Template[];
  problems?: readonly string[];
  kept?: readonly string[];
  /** Looks for a version that was not there at the start. */
  find?: (id: string, version: number) => Promise<Template | undefined>;
}

/** `startable`: what can be begun, the newest version of each. */
export function holdTemplates(startable: readonly Template[], { others = [], problems = [], kept = [], find }: BesideThem = {}): Templates {
  const versions = new Map<string, Template>();
  const newest = new Map<string, Template>();
  for (const template of startable) {
    const known = newest.get(template.id);
    if (!known || known.version < template.version) newest.set(template.id, template);
  }
  const all = [...startable, ...others];
  for (const template of all) versions.set(`${template.id} ${template.version}`, template);
  const list = [...newest.values()];
  return {
    async meet(named) {
      if (!find) return;
      for (const { templateId, templateVersion } of named) {
        if (versions.has(`${templateId} ${templateVersion}`)) continue;
        const found = await find(templateId, templateVersion);
        if (!found || versions.has(`${templateId} ${templateVersion}`)) continue;
        versions.set(`${templateId} ${templateVersion}`, found);
        all.push(found);
      }
    },
    get(id, version) {
      const found = versions.get(`${id} ${version}`);
      if (!found) throw new NotFound(`Version ${version} of the template`, id);
      return found;
    },
    all: () => all,
    list: () => list,
    problems: () => problems,
    kept: () => kept,
  };
}
