import { describe, expect, it } from 'vitest';
import { read } from './read.ts';

describe('answers to the challenge', () => {
  it.each<[string, Record<string, string>]>([
    [
      'Patients say aloud why they came, and everyone in the room hears it.',
      { problemStatement: 'Patients say aloud why they came, and everyone in the room hears it.' },
    ],
    ['The problem: patients wait 40 minutes', { problemStatement: 'patients wait 40 minutes' }],
    ['problem = patients wait', { problemStatement: 'patients wait' }],
    ['Problem - patients wait 40 minutes', { problemStatement: 'patients wait 40 minutes' }],
    ['The problem is that patients wait.', { problemStatement: 'Patients wait.' }],
    ['I think the problem is that nobody knows where to go', { problemStatement: 'Nobody knows where to go' }],
    ['So the real problem, I think, is that nobody knows.', { problemStatement: 'The real problem, I think, is that nobody knows.' }],
    ['Good morning, the check-in is slow and loud', { problemStatement: 'the check-in is slow and loud' }],
    ['What goes wrong today? Nobody knows where to go.', { problemStatement: 'Nobody knows where to go.' }],
    [
      'Patients queue twice: once at the desk, once at the doctor.',
      { problemStatement: 'Patients queue twice: once at the desk, once at the doctor.' },
    ],
    [
      'It takes 5:30 minutes, and by 10:00 the queue is at the door',
      { problemStatement: 'It takes 5:30 minutes, and by 10:00 the queue is at the door' },
    ],
    [
      "The problem is the 14-step check-in at St. Mary-Anne's drop-in — it's a mess",
      { problemStatement: "The 14-step check-in at St. Mary-Anne's drop-in — it's a mess" },
    ],
    ['Nobody knows where to go.\nThe signs are old.', { problemStatement: 'Nobody knows where to go.\nThe signs are old.' }],
    ['Our users are elderly patients', { targetUser: 'Elderly patients' }],
    ['It’s for receptionists, mostly.', { targetUser: 'Receptionists, mostly.' }],
    ['Who feels it most? First-time visitors.', { targetUser: 'First-time visitors.' }],
    ['Who? Night nurses', { targetUser: 'Night nurses' }],
    ['For: night nurses', { targetUser: 'night nurses' }],
    ['We want people to check in without queueing', { desiredOutcome: 'We want people to check in without queueing' }],
    ["I'd love it if handovers took five minutes", { desiredOutcome: "I'd love it if handovers took five minutes" }],
    ['How might we help patients check in?', { hmwStatement: 'How might we help patients check in?' }],
    ['Maybe: how might we help patients arrive calmly?', { hmwStatement: 'How might we help patients arrive calmly?' }],
    ['Width: narrow', { altitude: 'specific' }],
    [
      '*Problem:* patients wait\n*Who:* elderly patients\n*Outcome:* nobody waits',
      { problemStatement: 'patients wait', targetUser: 'elderly patients', desiredOutcome: 'nobody waits' },
    ],
    [
      '1. **Problem:** nobody knows\n2. Who: visitors\n3. Better: they know\n4. HMW: How might we help visitors?',
      {
        problemStatement: 'nobody knows',
        targetUser: 'visitors',
        desiredOutcome: 'they know',
        hmwStatement: 'How might we help visitors?',
      },
    ],
    [
      'Problem: nobody knows. Who: visitors. Outcome: they find the room.',
      { problemStatement: 'nobody knows', targetUser: 'visitors', desiredOutcome: 'they find the room.' },
    ],
    ['Problem:\nNobody knows.\nWho:\nvisitors', { problemStatement: 'Nobody knows.', targetUser: 'visitors' }],
    [
      'hey team! so the problem is that handovers take 40 minutes. It hits night nurses. We want them to go home on time.',
      { problemStatement: 'Handovers take 40 minutes.', targetUser: 'Night nurses.', desiredOutcome: 'We want them to go home on time.' },
    ],
  ])('%j', (text, artifact) => {
    expect(read('challenge', text)).toMatchObject({ artifact, told: [] });
    expect(Object.keys(read('challenge', text).artifact)).toEqual(Object.keys(artifact));
  });

  it.each(['Morning all', 'thanks!', '👍', 'ok great', 'Hi <@U2>!'.replace(' <@U2>', '')])('“%s” is small talk', (text) => {
    expect(read('challenge', text)).toMatchObject({ artifact: {}, told: [] });
  });

  it.each([
    'I disagree, the real problem is staff shortage',
    "I'm not sure that's the problem.",
    'Concern: we have no evidence',
    "I don't think so. Ask the nurses first.",
    'My worry is that nobody reads it',
  ])('“%s” is kept as a concern and fills no field', (text) => {
    const { artifact, concerns } = read('challenge', text);
    expect(artifact).toEqual({});
    expect(concerns).toHaveLength(1);
  });

  it('answers the question that was asked last', () => {
    expect(read('challenge', 'elderly patients', { asked: 'targetUser' }).artifact).toEqual({ targetUser: 'elderly patients' });
    expect(read('challenge', 'Who: nurses', { asked: 'problemStatement' }).artifact).toEqual({ targetUser: 'nurses' });
  });

  it('replaces an answer only when it is named, and says so', () => {
    const { artifact, told } = read('challenge', ['The desk is loud.', 'The queue is long.']);
    expect(artifact).toEqual({ problemStatement: 'The desk is loud.' });
    expect(told).toEqual([expect.stringContaining('I have an answer for “Problem” already')]);
    expect(read('challenge', ['The desk is loud.', 'Problem: The queue is long.']).artifact).toEqual({
      problemStatement: 'The queue is long.',
    });
  });

  it('says what it could not read', () => {
    expect(read('challenge', 'Width: enormous').told).toEqual([
      '“How wide the question is” is one of specific, balanced, broad; I read “enormous”.',
    ]);
  });
});
