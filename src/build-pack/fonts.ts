import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** Where the fonts of pictures and PDFs are, as absolute paths. The fallbacks know scripts that the others do not, such as Arabic. */
export const fontFiles = {
  regular: require.resolve('@expo-google-fonts/noto-sans/400Regular/NotoSans_400Regular.ttf'),
  bold: require.resolve('@expo-google-fonts/noto-sans/700Bold/NotoSans_700Bold.ttf'),
  italic: require.resolve('@expo-google-fonts/noto-sans/400Regular_Italic/NotoSans_400Regular_Italic.ttf'),
  fallback: require.resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf'),
  fallbackBold: require.resolve('dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf'),
} as const;

export type FontName = keyof typeof fontFiles;

const loaded = new Map<FontName, Promise<Buffer>>();

/** A font's file, read once per process. */
export function loadFont(name: FontName): Promise<Buffer> {
  const known = loaded.get(name);
  if (known) return known;
  const reading = readFile(fontFiles[name]);
  loaded.set(name, reading);
  reading.catch(() => loaded.delete(name));
  return reading;
}
