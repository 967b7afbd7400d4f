import type { HomeView } from '@slack/types';
import { context, divider, header, section } from './blocks.ts';
import type { Identity } from './parse-event.ts';

/** The app's home tab: how to begin. The same for everybody; what goes on stands in the channels. */
export function renderHome({ botName }: Identity): HomeView {
  return {
    type: 'home',
    blocks: [
      header('From a vague idea to a build pack'),
      section(
        'I take a team through ten short steps of design thinking, in threads of your channel. Nobody needs to know the method: I ask, you answer, I write down what you tell me to.',
      ),
      divider,
      section(
        `*To begin:* invite me to a channel with \`/invite @${botName}\` and type there\n\`/workshop start A better check-in for small clinics\``,
      ),
      section(
        `*In a thread:* start a reply with \`@${botName}\`, put a :pushpin: on any message, or press a button on the step's card. Anything else is just talk, and I keep quiet.`,
      ),
      section('*At the end* there is a canvas: the question, the concepts, the first test, and who said what.'),
      context('Messages in the threads of a workshop are stored with it. `/workshop help` shows what else there is.'),
    ],
  };
}
