import { joinPhrases, ours, type Phrase, phrase } from '../workshop/phrase.ts';
import type { Workshop } from '../workshop/workshop.ts';
import type { Reply } from './use-case.ts';
import { type Verb, verbGroups } from './verbs.ts';

/** What can be done now, with a button for the likeliest. */
export function describeHelp(workshop: Workshop): Reply {
  const now: [Verb, string][] =
    workshop.status === 'paused'
      ? [
          ['resume', 'Resume'],
          ['status', 'Where we are'],
          ['end', 'End'],
        ]
      : workshop.status === 'completed'
        ? [
            ['canvas', 'Build pack'],
            ['export', 'Files'],
            ['steps', 'Steps'],
          ]
        : [
            ['status', 'Where we are'],
            ['next', 'Next step'],
            ['steps', 'Agenda'],
            ['people', 'People'],
            ['settings', 'Settings'],
            ['pause', 'Pause'],
          ];
  return {
    text: joinPhrases(
      [
        phrase`*${workshop.title}*`,
        phrase`In a step's thread, start your reply with my name and I write it down, or put a 📌 on any message. The host moves us on.`,
        listVerbs(),
      ],
      '\n',
    ),
    buttons: now.slice(0, 5).map(([verb, label]) => ({ label, action: 'verb', value: verb })),
  };
}

function listVerbs(): Phrase {
  const groups = verbGroups.map((group) => `*${group.label}:* ${group.verbs.join(' · ')}`);
  return ours(`Everything after “/workshop”:\n${groups.join('\n')}`);
}
