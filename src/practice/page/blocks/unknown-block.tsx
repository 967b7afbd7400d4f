/** Says honestly that something is there which this page cannot draw. */
export function UnknownBlock({ type }: { type: string }) {
  return (
    <p className="placeholder">
      Slack would show a <code>{type}</code> here; the practice workspace cannot draw it.
    </p>
  );
}
