import type { TeamStore } from '../ports/store.ts';
import { type DraftOp, fieldOf } from '../workshop/apply-ops.ts';
import { concernsKey, type Draft, itemsOf, textOf } from '../workshop/draft.ts';
import type { StepId, UserId, WorkshopId } from '../workshop/ids.ts';
import type { Json } from '../workshop/json.ts';
import { wordsOf } from '../workshop/outline.ts';
import type { ProposalLine, ProposalStatus } from '../workshop/proposal.ts';
import type { Field, StepDefinition } from '../workshop/step-definition.ts';
import type { Workshop } from '../workshop/workshop.ts';

/** A proposal as people see it: each line with what would change and whose words it rests on. */
export interface ProposalView {
  workshop: Workshop;
  stepId: StepId;
  epoch: number;
  name: string;
  /** Undefined: there is none any more. */
  proposal: { id: string; status: ProposalStatus; lines: ProposalLineView[]; decidedBy: UserId | null } | undefined;
  /** It can be decided on. */
  isOpen: boolean;
}

export interface ProposalLineView {
  id: string;
  /** What it belongs to: “Stakeholders”, “Problem”. */
  label: string;
  /** What stands there now and would be replaced. */
  before: string | null;
  text: string;
  details: { label: string; text: string }[];
  quote: string | null;
  userIds: UserId[];
}

export async function viewProposal(store: TeamStore, workshopId: WorkshopId, stepId: StepId): Promise<ProposalView> {
  const { workshop, steps } = await store.loadWorkshop(workshopId);
  const step = steps.find((one) => one.stepId === stepId);
  const definition = workshop.template.step(stepId);
  const latest = await store.latestProposal({ workshopId, stepId });
  const found = latest && latest.epoch === step?.epoch ? latest : undefined;
  return {
    workshop,
    stepId,
    epoch: step?.epoch ?? 0,
    name: definition.name,
    proposal: found && {
      id: found.id,
      status: found.status,
      decidedBy: found.decidedBy,
      lines: found.lines.map((line) => ({
        ...describeLine(definition, step?.draft, line),
        // What is written down by now is no longer what it took the place of.
        ...(found.status === 'open' ? {} : { before: null }),
      })),
    },
    isOpen: found?.status === 'open' && step?.status === 'in_progress' && workshop.status === 'active',
  };
}

export function describeLine(definition: StepDefinition, draft: Draft | undefined, line: ProposalLine): ProposalLineView {
  const { op, id, quote } = line;
  const base = { id, quote, userIds: [...new Set(line.sources.map((source) => source.userId))] };
  if (op.op === 'set') {
    const field = fieldOf(definition, op.field);
    const now = draft?.fields[op.field];
    return { ...base, label: field?.label ?? op.field, before: now ? wordsOf(now.value) : null, text: wordsOf(op.value), details: [] };
  }
  if (op.op !== 'add' && op.op !== 'update') return { ...base, label: '', before: null, text: '', details: [] };
  const list = fieldOf(definition, op.list);
  const label = op.list === concernsKey ? 'Concerns' : (list?.label ?? op.list);
  const props: readonly Field[] = list?.kind === 'items' ? list.props : [];
  const naming = list?.kind === 'items' ? list.nameProp : 'text';
  const held = op.op === 'update' ? itemsOf(draft ?? ({ items: {} } as Draft), op.list).find((item) => item.id === op.itemId) : undefined;
  const details = props.flatMap((prop) => {
    const value: Json | undefined = op.values[prop.key];
    if (prop.key === naming || value === undefined || value === null || value === false) return [];
    return [
      { label: prop.label, text: value === true ? 'yes' : prop.kind === 'link' ? linkName(draft, prop.list, value) : wordsOf(value) },
    ];
  });
  const name = textOf(op.values[naming]);
  const heldName = held ? textOf(held.values[naming]) : '';
  return {
    ...base,
    label,
    before: held && name && name !== heldName ? heldName : null,
    text: name || heldName || details.map((one) => one.text).join('; '),
    details: name || heldName ? details : [],
  };
}

function linkName(draft: Draft | undefined, list: string, value: Json): string {
  const target = itemsOf(draft ?? ({ items: {} } as Draft), list).find((item) => item.id === value);
  return target ? textOf(Object.values(target.values).find((one) => typeof one === 'string') ?? '') : textOf(value);
}

/** The text of a change that a person may put in other words, and the change with other words in it. */
export function wordingOf(definition: StepDefinition, op: DraftOp): { text: string; reword: (text: string) => DraftOp } | undefined {
  if (op.op === 'set') return typeof op.value === 'string' ? { text: op.value, reword: (text) => ({ ...op, value: text }) } : undefined;
  if (op.op !== 'add' && op.op !== 'update') return undefined;
  const list = fieldOf(definition, op.list);
  const keys =
    list?.kind === 'items' ? [list.nameProp, ...list.props.filter((prop) => prop.kind === 'text').map((prop) => prop.key)] : ['text'];
  const key = keys.find((one) => textOf(op.values[one]) !== '');
  return key === undefined
    ? undefined
    : { text: textOf(op.values[key]), reword: (text) => ({ ...op, values: { ...op.values, [key]: text } }) };
}
