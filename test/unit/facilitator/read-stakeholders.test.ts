import { describe, expect, it } from 'vitest';
import { read } from './read.ts';

const rated = { category: 'core', power: 'low', interest: 'high' };

/** The stakeholders of a message, as `name/category/power/interest/notes`. */
function stakeholders(text: string, whole = true): string[] {
  const list = (read('stakeholder-mapping', text, { whole }).artifact.stakeholders ?? []) as Record<string, string>[];
  return list.map(({ name, category, power, interest, notes }) =>
    [name, category, power, interest, notes]
      .map((one) => one ?? '')
      .join('/')
      .replace(/\/+$/, ''),
  );
}

describe('one stakeholder in many ways of writing', () => {
  it.each([
    '- Patients | core | low | high',
    '- Patients | core | low power | high interest',
    '- Patients, core, low power, high interest',
    '- Patients: core, low power, high interest',
    '- Patients - core - low - high',
    '- Patients — core — low/high',
    '- Patients (core, low power, high interest)',
    '- Patients (core; power: low; interest: high)',
    '- Patients, core (power low, interest high)',
    '- Patients core low high',
    '- Patients: core. Power low, interest high.',
    '- Patients -> core -> low -> high',
    '- *Patients* | Core | LOW | High',
    '- **Patients**: core, L/H',
    '- Patients = core, power: low, interest: high',
    '- name: Patients, category: core, power: low, interest: high',
    '- Name: Patients | Circle: core | Power: low | Interest: high',
    '- Patients\n  - core\n  - low power, high interest',
    '• Patients: core, low, high',
    '1. Patients – core – low/high',
    '| Patients | core | low | high |',
    '| Who | Circle | Power | Interest |\n| --- | --- | --- | --- |\n| Patients | core | low | high |',
    'Stakeholder: Patients\nCategory: core\nPower: low\nInterest: high',
    'Name: Patients\nCircle: core\nInfluence: low\nInterest: high',
    'Patients are core, low power and high interest.',
    'add Patients: core, low, high',
    "I'd add Patients too: core, low, high",
    'Also Patients, core, low power and high interest',
  ])('%j', (text) => {
    expect(read('stakeholder-mapping', text)).toMatchObject({ artifact: { stakeholders: [{ name: 'Patients', ...rated }] }, told: [] });
  });
});

describe('stakeholders', () => {
  it.each<[string, string[]]>([
    [
      '- Receptionist | direct | medium power, high interest | answers the phone, opens the door',
      ['Receptionist/direct/medium/high/answers the phone, opens the door'],
    ],
    [
      '- Health insurers, indirect, power: med, interest: low, they decide what gets paid',
      ['Health insurers/indirect/medium/low/they decide what gets paid'],
    ],
    ['- Receptionists — core, high power, high interest — they work with it', ['Receptionists/core/high/high/they work with it']],
    ['- Receptionists (core, high, high) because they use it all day', ['Receptionists/core/high/high/because they use it all day']],
    ['- Regulator (data protection): indirect, high, low', ['Regulator (data protection)/indirect/high/low']],
    ['- Dr. Smith-Jones – direct – medium – high', ['Dr. Smith-Jones/direct/medium/high']],
    ['- Health & safety officer, indirect, medium power and low interest', ['Health & safety officer/indirect/medium/low']],
    ['- Patients\n- Owner\n- Insurers', ['Patients', 'Owner', 'Insurers']],
    ['- Patients (users)\n- Owner (pays for it)', ['Patients////users', 'Owner////pays for it']],
    ['Patients, receptionists, the owner and the doctors', ['Patients', 'receptionists', 'the owner', 'the doctors']],
    ['Receptionists - they use it\nOwner - she pays', ['Receptionists////they use it', 'Owner////she pays']],
    ['also the cleaning staff, they come in early', ['the cleaning staff////they come in early']],
    [
      'Core: receptionists, patients\nDirect: doctors\nIndirect: insurers and regulators',
      ['receptionists/core', 'patients/core', 'doctors/direct', 'insurers/indirect', 'regulators/indirect'],
    ],
    ['*Core:*\n- receptionists\n- patients\n*Indirect (have a say):*\n- owner', ['receptionists/core', 'patients/core', 'owner/indirect']],
    ['Nurses (core), managers (direct), families (indirect)', ['Nurses/core', 'managers/direct', 'families/indirect']],
    ['Nurses: core, low power, high interest; managers: direct, high, medium', ['Nurses/core/low/high', 'managers/direct/high/medium']],
    [
      'The nurses are core, high power and high interest. The patients are core too but have low power and high interest.',
      ['The nurses/core/high/high', 'The patients/core/low/high'],
    ],
  ])('%j', (text, expected) => {
    expect(stakeholders(text)).toEqual(expected);
  });

  it('may be rated later, by their name', () => {
    expect(
      read('stakeholder-mapping', ['- Patients\n- Owner', 'patients: core, low, high', '- The owner, indirect, high power, low interest'])
        .artifact,
    ).toEqual({
      stakeholders: [
        { name: 'Patients', ...rated },
        { name: 'Owner', category: 'indirect', power: 'high', interest: 'low' },
      ],
    });
  });

  it('are told when a word is no choice', () => {
    expect(read('stakeholder-mapping', '- Patients | core | enormous | high')).toMatchObject({
      artifact: { stakeholders: [{ name: 'Patients', category: 'core', interest: 'high' }] },
      told: ['“Power” is one of high, medium, low.'],
    });
  });

  it('count from dashes alone without the bot’s name, and only those lines', () => {
    expect(stakeholders('I would say\n- Patients\n- Owner: core\nand then we see', false)).toEqual(['Patients', 'Owner/core']);
    expect(stakeholders('Core:\n- Patients', false)).toEqual(['Patients/core']);
    expect(stakeholders('Patients, core, low, high', false)).toEqual([]);
    expect(stakeholders('1. Patients', false)).toEqual([]);
  });
});
