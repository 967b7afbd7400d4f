import { createContext, useContext } from 'react';
import type { Canvas, Channel, ChannelId, Person, Snapshot, StoredFile, UserId } from '../../protocol.ts';

/** Who and what can be named in the workspace. Stays the same object while messages come and go, so that they need not be drawn again. */
export interface Directory {
  teamId: string;
  me: Person;
  people: ReadonlyMap<UserId, Person>;
  channels: ReadonlyMap<ChannelId, Channel>;
  canvases: ReadonlyMap<string, Canvas>;
  files: ReadonlyMap<string, StoredFile>;
  commands: Snapshot['commands'];
  shortcuts: Snapshot['shortcuts'];
}

const unknownPerson: Person = {
  id: '',
  name: 'unknown',
  realName: 'Unknown',
  timeZone: 'UTC',
  colour: '#667',
  isBot: false,
  isOutsider: false,
};

export function createDirectory(
  snapshot: Pick<Snapshot, 'team' | 'me' | 'people' | 'channels' | 'canvases' | 'files' | 'commands' | 'shortcuts'>,
): Directory {
  const people = new Map(snapshot.people.map((person) => [person.id, person]));
  return {
    teamId: snapshot.team.id,
    me: people.get(snapshot.me) ?? { ...unknownPerson, id: snapshot.me },
    people,
    channels: new Map(snapshot.channels.map((channel) => [channel.id, channel])),
    canvases: new Map(snapshot.canvases.map((canvas) => [canvas.id, canvas])),
    files: new Map(snapshot.files.map((file) => [file.id, file])),
    commands: snapshot.commands,
    shortcuts: snapshot.shortcuts,
  };
}

/** Never undefined: somebody who is not in the snapshot is drawn under their id. */
export function findPerson(directory: Directory, id: UserId): Person {
  return directory.people.get(id) ?? { ...unknownPerson, id, name: id, realName: id };
}

/** `#general`, or the other person's name for a direct conversation. */
export function channelLabel(directory: Directory, channel: Channel): string {
  if (!channel.isDirect) return channel.name;
  const others = channel.members.filter((id) => id !== directory.me.id);
  return others.map((id) => findPerson(directory, id).realName).join(', ') || channel.name;
}

export const DirectoryContext = createContext<Directory | undefined>(undefined);

export function useDirectory(): Directory {
  const directory = useContext(DirectoryContext);
  if (!directory) throw new Error('useDirectory outside of the workspace');
  return directory;
}
