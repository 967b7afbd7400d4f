import { randomBytes } from 'node:crypto';
import type { InstallationStore, NewInstallation } from '../../src/ports/installations.ts';
import { createInstallationStore } from '../../src/store/installations.ts';
import type { Database } from '../../src/store/open-database.ts';
import { createTokenSeal, type SealKey } from '../../src/store/token-seal.ts';

export const sealKey = (id: string): SealKey => ({ id, key: randomBytes(32) });

export function installationsOn(database: Database, keys: readonly SealKey[] = [sealKey('one')]): InstallationStore {
  return createInstallationStore(database, { seal: createTokenSeal(keys), forgetJobs: async () => 0 });
}

export function newInstallation(orgId: string, more: Partial<NewInstallation> = {}): NewInstallation {
  return {
    orgId,
    isOrgWide: false,
    enterpriseId: null,
    teamName: `Team ${orgId}`,
    teamUrl: 'https://team.slack.com/',
    appId: 'A1',
    botUserId: `U${orgId}`,
    botId: `B${orgId}`,
    botName: 'pilot',
    botToken: `xoxb-${orgId}`,
    refreshToken: null,
    expiresAt: null,
    scopes: 'chat:write',
    installedBy: 'UADMIN',
    installedAt: new Date('2026-11-21T10:00:00.250Z'),
    ...more,
  };
}
