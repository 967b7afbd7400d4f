import Markdown from 'react-markdown';
import remarkGfm from 'remark-gfm';

export interface MarkdownNode {
  type: string;
  value?: string;
  url?: string;
  depth?: number;
  children?: MarkdownNode[];
}

/** What a reader of GitHub-flavoured markdown makes of a text. */
export function parseMarkdown(markdown: string): MarkdownNode {
  let tree: MarkdownNode = { type: 'root' };
  // What is kept is left out of everything that would make a page of it, which takes most of the time.
  const keep = () => (parsed: MarkdownNode) => {
    tree = { ...parsed };
    parsed.children = [];
  };
  Markdown({ children: markdown, remarkPlugins: [remarkGfm, keep] });
  return tree;
}

/** Every node with the types of the nodes around it, outermost first. */
export function allNodes(node: MarkdownNode, around: string[] = []): { node: MarkdownNode; around: string[] }[] {
  return [{ node, around }, ...(node.children ?? []).flatMap((child) => allNodes(child, [...around, node.type]))];
}

/** The text as it is read, without any marks. */
export function textOfNode(node: MarkdownNode): string {
  return node.value ?? (node.children ?? []).map(textOfNode).join('');
}

/** What Slack refuses in a canvas, and what our documents never hold. */
export function canvasFaults(markdown: string, parsed = parseMarkdown(markdown)): string[] {
  const faults: string[] = [];
  if (Buffer.byteLength(markdown) > 1_048_576) faults.push('larger than 1 MiB');
  for (const { node, around } of allNodes(parsed)) {
    if (node.type === 'heading' && (node.depth ?? 0) > 3) faults.push('a heading below the third level');
    if (node.type === 'list' && around.includes('list')) faults.push('a list in a list');
    if (node.type === 'blockquote') faults.push('a quote');
    if (node.type === 'table' && allNodes(node).filter((one) => one.node.type === 'tableCell').length > 300)
      faults.push('a table of more than 300 cells');
    if (['html', 'code', 'thematicBreak', 'footnoteDefinition', 'definition', 'linkReference', 'imageReference'].includes(node.type))
      faults.push(`a ${node.type}`);
    if (around.includes('listItem') && ['heading', 'table'].includes(node.type)) faults.push(`a ${node.type} in a list`);
  }
  return faults;
}
