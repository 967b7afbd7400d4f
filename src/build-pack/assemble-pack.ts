import type { StoredArtifact } from '../ports/store.ts';
import { activityOf, type Round } from '../workshop/activity.ts';
import type { UserId } from '../workshop/ids.ts';
import type { Template } from '../workshop/template.ts';
import type { Member, StepWithDraft, Workshop } from '../workshop/workshop.ts';
import { assembleDocuments } from './assemble-documents.ts';
import { assembleOverview, type Finished } from './assemble-overview.ts';
import type { BuildPack, PackVote, Voice } from './pack.ts';

/** Everything that a pack is made from, as it stood at one moment. `steps` are those that started; `votes` those that closed. */
export interface PackInput {
  workshop: Workshop;
  steps: readonly StepWithDraft[];
  artifacts: readonly StoredArtifact[];
  members: readonly Member[];
  votes: readonly Round[];
  voices: readonly { userId: UserId; messages: number }[];
  finished?: readonly Finished[];
  now: Date;
}

/** The whole pack as data. The same input gives the same pack. */
export function assemblePack(input: PackInput): BuildPack {
  const { template } = input.workshop;
  const overview = assembleOverview(input);
  const votes = input.votes.flatMap((round) => assembleVote(round, template));
  return {
    schema: 1,
    ...overview,
    ...assembleDocuments(overview, votes, template),
    votes,
    voices: assembleVoices(input, overview.contributors),
  };
}

function assembleVote(
  { stepId, definitionId, round, closedAt, result, options, decision, decidedBy, decidedAt }: Round,
  template: Template,
): PackVote[] {
  if (result?.kind !== 'vote' || !closedAt || !template.has(stepId)) return [];
  const textOf = (id: string) => options.find((one) => one.id === id)?.text ?? '';
  return [
    {
      stepId,
      label: activityOf(template.step(stepId), definitionId)?.label ?? '',
      round,
      closedAt: closedAt.toISOString(),
      took: result.took,
      of: result.of,
      options: result.ranked.map(({ optionId, dots, rank }) => ({
        text: textOf(optionId),
        dots,
        rank,
        taken: decision?.optionIds.includes(optionId) ?? false,
      })),
      decidedBy,
      ...(decidedAt ? { decidedAt: decidedAt.toISOString() } : {}),
    },
  ];
}

function assembleVoices({ members, voices }: PackInput, contributors: BuildPack['contributors']): Voice[] {
  const viewers = new Set(members.filter((member) => member.role === 'viewer').map((member) => member.userId));
  const lines = new Map(contributors.map((one) => [one.userId, one.lines]));
  return voices
    .filter(({ userId, messages }) => !viewers.has(userId) && messages > 0)
    .map(({ userId, messages }) => ({ userId, messages, lines: lines.get(userId) ?? 0 }));
}
