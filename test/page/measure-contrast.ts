import type { Page } from 'playwright-core';

/** Texts on the page whose contrast with what is behind them is below WCAG AA (4.5, or 3 for large ones), as `ratio words`. */
export function listFaintTexts(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const canvas = document.createElement('canvas');
    canvas.width = 1;
    canvas.height = 1;
    const pen = canvas.getContext('2d', { willReadFrequently: true });
    const paint = (colours: string[]): number[] => {
      pen?.clearRect(0, 0, 1, 1);
      for (const colour of colours) {
        if (!pen) break;
        pen.fillStyle = colour;
        pen.fillRect(0, 0, 1, 1);
      }
      return [...(pen?.getImageData(0, 0, 1, 1).data ?? [])].slice(0, 3);
    };
    const luminance = (rgb: number[]): number => {
      const [r = 0, g = 0, b = 0] = rgb.map((value) =>
        value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4,
      );
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const behind = (element: Element | null): string[] =>
      element ? [...behind(element.parentElement), getComputedStyle(element).backgroundColor] : ['white'];
    const faint = new Set<string>();
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const element = node.parentElement;
      const words = node.textContent?.trim();
      if (!element || !words || !element.checkVisibility({ visibilityProperty: true }) || element.closest('.visually-hidden, :disabled'))
        continue;
      const style = getComputedStyle(element);
      const backdrop = behind(element);
      const [one, two] = [luminance(paint([...backdrop, style.color])), luminance(paint(backdrop))].sort((a, b) => b - a);
      const ratio = ((one ?? 0) + 0.05) / ((two ?? 0) + 0.05);
      const isLarge =
        Number.parseFloat(style.fontSize) >= 24 || (Number.parseFloat(style.fontSize) >= 18.7 && Number(style.fontWeight) >= 700);
      if (ratio < (isLarge ? 3 : 4.5)) faint.add(`${ratio.toFixed(2)} ${words.slice(0, 40)}`);
    }
    return [...faint];
  });
}
