import type { StoredFile } from '../../protocol.ts';
import { useDirectory } from '../state/directory-context.ts';
import { fileAddress } from './downloads.ts';

/** A picture that the bot has uploaded, with what it shows in words. */
export function FilePicture({ file }: { file: StoredFile }) {
  const { teamId } = useDirectory();
  return <img className="file-picture" src={fileAddress(teamId, file)} alt={file.altText ?? file.title ?? file.name} loading="lazy" />;
}
