// Reads what `npm run rehearse -- --json` printed and says in one line whether the workshop went as it must.
import { readFileSync } from 'node:fs';

const report = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const complete = report.steps.filter((step) => step.status === 'complete').length;
const problems = [
  [complete === 10 && report.steps.length === 10, `${complete} of ${report.steps.length} steps are complete`],
  [report.messagesStored === report.messagesExpected, `${report.messagesStored} of ${report.messagesExpected} messages are stored`],
  [report.duplicatePosts === 0, `${report.duplicatePosts} posts are doubled`],
  [report.errors.length === 0, `errors: ${report.errors.join('; ')}`],
]
  .filter(([holds]) => !holds)
  .map(([, sentence]) => sentence);

console.log(problems.length > 0 ? problems.join('\n') : `${complete} steps, ${report.messagesStored} messages, ${report.posts} posts`);
process.exitCode = problems.length > 0 ? 1 : 0;
