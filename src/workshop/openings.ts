import type { BuiltInStepId } from './ids.ts';
import type { Opening } from './step-definition.ts';

/**
 * The first words in each step's thread. Two short lines that a first-time user can act on; `help` is for whoever asks.
 * Read them aloud before changing them: what they tell people to write must be understood.
 */
export const openings: Record<BuiltInStepId, Opening> = {
  challenge: {
    lead: "Let's begin with what hurts, before anybody falls in love with an answer.",
    question: 'What goes wrong today?',
    how: 'A sentence or two. Start it with my name, and I write it down.',
    help: [
      'A message that says it well already? Put a 📌 on it, whoever wrote it.',
      'I ask for four things, one at a time. To answer another one first, name it: “Who it is for: …”, “What should be better: …”, “Our question: How might we …?”',
    ],
  },
  'stakeholder-mapping': {
    lead: "What helps one person can trouble another, so let's look at everybody.",
    question: 'Who is affected by this, and who gets to decide?',
    how: 'One per line, each starting with a dash. Names are enough to begin with.',
    help: [
      'With all there is to say: “- Receptionists, core, medium power, high interest”. The *Rate* button does the same by menu.',
      '*How close:* core uses it, direct is touched by it, indirect has a say in it or feels it later.',
      '*Power* is how much they can help or stop it, *interest* how much they care: high, medium or low.',
    ],
  },
  'user-research': {
    lead: 'Now the real world.',
    question: 'What have you seen or heard from real people about this?',
    how: 'One thing per line, each starting with a dash, and who it came from. A guess is welcome if you call it one.',
    help: [
      'With source and quote: “- Patients whisper at the desk (waiting room, Lagos): "I said it was my knee"”.',
      '“- Q: …” is something to ask them. Stories come from “Tell me about the last time …”.',
      'Notes of a conversation are welcome as they are: a name in front of each line, and I keep it word for word.',
      'Made up, or from a machine? “- synthetic: …” keeps it marked so, to the end.',
    ],
  },
  'sense-making': {
    lead: 'Here is all we heard.',
    question: 'Which of these belong together, and what would you call that?',
    how: 'A name and the numbers: “- No privacy at the desk: 1, 4, 5”. Or by menu: *Name a theme*, then *Sort*.',
    help: [
      '“- Pain: …” is something that hurts, “- Gain: …” something that would be a relief. One of each is the least.',
      'What fits nowhere can be parked: “- Parked: 3”.',
    ],
  },
  persona: {
    lead: "Let's give the people we heard one face.",
    question: 'Who is the one person we must get this right for?',
    how: 'Start with my name, then a line each: “Name: …”, “Role: …”, “Story: …”. Or press *Write the persona*.',
    help: [
      'Lines I know: Name, Role, Story, Quote, Goals, Pains, Gains. Several in one line with a semicolon between them.',
      'Only what the research supports; “unknown” is an honest answer.',
    ],
  },
  'journey-mapping': {
    lead: 'Now we walk in their shoes.',
    question: 'What happens first, and how does it feel?',
    how: 'One stage per line: “- stage | what they do | what they want | what is in the way | what they touch | good or bad”. Or press *Add a stage*.',
    help: [
      'For instance: “- Arrive | looks for the desk | get in unnoticed | everybody looks up | door, faces | negative”. The feeling is positive, neutral or negative.',
      'Then the place where it hurts most: “- It hurts most: Arrive, because …”. We call that the dip.',
    ],
  },
  reframe: {
    lead: 'We know more than on the first day.',
    question: 'Knowing all this, how would you ask the question now?',
    how: '“- Given that …, how might we help … to … so that …?” Or press *Write a question* and fill in the blanks.',
    help: ['Several are fine, one per line. “- We go with: 1” takes the first one on.', '“- Insights: …; …” says what it rests on.'],
  },
  ideation: {
    lead: 'The first ideas are rarely the best, so keep going; wild ones are welcome.',
    question: 'What could we do?',
    how: 'One idea per line: “- name: how it would work”. Or press *Eight ideas* for eight at once.',
    help: [
      'Add “(wild)” to a wild one.',
      'When ideas dry up, sort them: “- Group Say it before: 1, 3”. Then choose: “- Pick: 1, 4”. The *Group* and *Pick* buttons do the same by menu.',
    ],
  },
  concept: {
    lead: 'Time to make the picked ideas concrete enough to test.',
    question: 'Take the first one: what would you call it, and how would you explain it in one breath?',
    how: 'Press *Write a concept*. Or start with my name, then a line each: “Idea: …”, “Name: …”, “Pitch: …”.',
    help: [
      'More lines I know: “What only this does: …”, “Strengths: …; …; …”, and the same for weaknesses, opportunities and threats.',
      'A score comes with its reason: “Can we build it: 4 because …”, “Does it pay: …”, “Do they want it: …”.',
    ],
  },
  validate: {
    lead: 'Last step: better to find out now than after the launch.',
    question: 'What must be true for this to work, and how could we find out cheaply?',
    asks: 'validationPlans',
    how: 'Press *Plan a test*. Or start with my name, then a line each: “We believe that: …”, “So we will: …”, “We stop if: …”.',
    help: [
      'More lines I know: “It is about: desirability” (do they want it), feasibility (can we build it) or viability (does it pay); “And measure: …”, “We are right if: …”, “With how many: …”, “By: …”.',
      'How sure we are: “Confidence: 6 because …”.',
      'Next steps start with a dash: “- Maya prints ten cards by Friday”.',
    ],
  },
};
