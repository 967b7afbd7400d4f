import fc from 'fast-check';

// The same cases in every run, so that a failure is about the change at hand. `FUZZ=1 npm test` looks for new ones.
if (!process.env.FUZZ) fc.configureGlobal({ seed: 20_261_126 });
