import type { UserId } from './ids.ts';
import type { Member } from './workshop.ts';

/** Stored words; people read host, participant, viewer. */
export type Role = 'owner' | 'editor' | 'viewer';

/** What somebody may do. Hosts steer, participants contribute, viewers read. */
export type Permission = 'read' | 'contribute' | 'steer';

const allowed: Record<Role, readonly Permission[]> = {
  owner: ['read', 'contribute', 'steer'],
  editor: ['read', 'contribute'],
  viewer: ['read'],
};

/**
 * Somebody of the channel who is not a member yet counts as a participant, somebody from outside the company as a viewer.
 * Nobody hosts from outside: a request that comes from another company under a host's id is a viewer's.
 */
export function roleOf(members: readonly Member[], userId: UserId, isOutsider: boolean): Role {
  const role = members.find((member) => member.userId === userId)?.role ?? (isOutsider ? 'viewer' : 'editor');
  return isOutsider && role === 'owner' ? 'viewer' : role;
}

export function may(role: Role, permission: Permission): boolean {
  return allowed[role].includes(permission);
}

export const roleNames: Record<Role, string> = { owner: 'host', editor: 'participant', viewer: 'viewer' };
