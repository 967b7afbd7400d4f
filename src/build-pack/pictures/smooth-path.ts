interface Point {
  x: number;
  y: number;
}

/**
 * A curve through all points, from left to right, that never swings beyond them: what looks like the lowest point is one of them.
 * Monotone cubic interpolation after Fritsch and Carlson. Empty for less than two points.
 */
export function smoothPath(points: readonly Point[]): string {
  const [first] = points;
  if (!first || points.length < 2) return '';
  const slopes = tangents(points);
  const curves = points.slice(1).map((point, index) => {
    const from = points[index] ?? first;
    const third = (point.x - from.x) / 3;
    const before = `${round(from.x + third)} ${round(from.y + third * (slopes[index] ?? 0))}`;
    const after = `${round(point.x - third)} ${round(point.y - third * (slopes[index + 1] ?? 0))}`;
    return `C${before} ${after} ${round(point.x)} ${round(point.y)}`;
  });
  return `M${round(first.x)} ${round(first.y)}${curves.join('')}`;
}

/** Flat at both ends and wherever it turns. */
function tangents(points: readonly Point[]): number[] {
  const rises = points.slice(1).map((point, index) => {
    const from = points[index] ?? point;
    return (point.y - from.y) / (point.x - from.x);
  });
  return points.map((_, index) => {
    const [before, after] = [rises[index - 1], rises[index]];
    if (before === undefined || after === undefined || before * after <= 0) return 0;
    return (2 * before * after) / (before + after);
  });
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
