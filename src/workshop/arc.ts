/** Where a step stands, told from its state alone: message counts and time say nothing about it (F-22). */
export type ArcPhase = 'orient' | 'gather' | 'synthesize' | 'refine' | 'validate' | 'complete';

export function arcPhase(state: {
  isComplete: boolean;
  capturedSomething: boolean;
  gaps: number;
  rules: number;
  readBack: boolean;
}): ArcPhase {
  if (state.isComplete) return 'complete';
  if (!state.capturedSomething) return 'orient';
  if (state.gaps === 0) return state.readBack ? 'validate' : 'refine';
  return state.gaps * 2 <= state.rules ? 'synthesize' : 'gather';
}
