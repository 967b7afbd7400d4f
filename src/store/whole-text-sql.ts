/** SQL for what `wholeText` of src/workshop says of the message with this alias. Few messages have files, so few pay for it. */
export function wholeTextSql(message: string): string {
  return `CASE WHEN ${message}.metadata ? 'texts' THEN concat_ws(E'\\n\\n', nullif(${message}.content, ''), (
    SELECT string_agg(file ->> 'text', E'\\n\\n' ORDER BY place)
    FROM jsonb_path_query(${message}.metadata, '$.texts[*]') WITH ORDINALITY AS files(file, place)
    WHERE file ->> 'text' <> ''
  )) ELSE ${message}.content END`;
}
