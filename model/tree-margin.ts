import { type GbTree, same, type Tree, UnsupportedModel } from './xgboost-json.ts';

/**
 * Returns a function that adds the leaves of a row to its initial margin. The sum is float32, in tree order, as in XGBoost, and
 * equal bit for bit.
 *
 * @throws UnsupportedModel for invalid trees
 */
export function treeMargin(
  { model: { gbtree_model_param: param, trees } }: GbTree,
  attributes: Record<string, string>,
  featureCount: number,
): (row: Float32Array, baseMargin: number) => number {
  const count = String(trees.length);
  same('num_parallel_tree', param.num_parallel_tree, '1');
  same('num_trees', param.num_trees, count);
  // SageMaker's container would score with only the first best_ntree_limit trees.
  same('best_ntree_limit', attributes['best_ntree_limit'] ?? count, count);

  const { roots, feature, value, defaultLeft, left, right } = laidOut(trees, featureCount);
  return (row, baseMargin) => {
    let sum = baseMargin;
    for (let node of roots) {
      for (let leftChild = left[node] ?? -1; leftChild !== -1; leftChild = left[node] ?? -1) {
        const x = row[feature[node] ?? -1] ?? Number.NaN;
        const goesLeft = Number.isNaN(x) ? defaultLeft[node] === 1 : x < (value[node] ?? Number.NaN);
        node = goesLeft ? leftChild : (right[node] ?? -1);
      }
      sum = Math.fround(sum + (value[node] ?? Number.NaN));
    }
    return sum;
  };
}

/** All trees in flat arrays: `value` is a node's threshold or a leaf's value, `left` is -1 in a leaf. */
function laidOut(trees: readonly Tree[], featureCount: number) {
  for (const [index, tree] of trees.entries()) checkTree(tree, featureCount, `tree ${index}`);
  let size = 0;
  const roots = Int32Array.from(trees, (tree) => {
    const root = size;
    size += tree.left_children.length;
    return root;
  });
  const childrenOf = (children: readonly number[], root = 0) =>
    children.map((c) => (c === -1 ? -1 : root + c));
  return {
    roots,
    feature: Int32Array.from(trees.flatMap((tree) => tree.split_indices)),
    value: Float32Array.from(trees.flatMap((tree) => tree.split_conditions)),
    defaultLeft: Uint8Array.from(trees.flatMap((tree) => tree.default_left)),
    left: Int32Array.from(trees.flatMap((tree, index) => childrenOf(tree.left_children, roots[index]))),
    right: Int32Array.from(trees.flatMap((tree, index) => childrenOf(tree.right_children, roots[index]))),
  };
}

/** Throws unless every path from the root ends in a leaf and reads only features of the row. */
function checkTree(tree: Tree, featureCount: number, name: string): void {
  const size = tree.left_children.length;
  for (const list of [tree.right_children, tree.split_indices, tree.split_conditions, tree.default_left])
    same(`${name}: length of a node list`, list.length, size);
  if (tree.categories.length > 0 || tree.split_type.some((type) => type !== 0))
    throw new UnsupportedModel(`${name} has categorical splits; one-hot columns are supported`);

  const seen = new Set<number>();
  const toVisit = [0];
  for (let node = toVisit.pop(); node !== undefined; node = toVisit.pop()) {
    const left = tree.left_children[node];
    const right = tree.right_children[node];
    const feature = tree.split_indices[node];
    if (left === undefined || right === undefined || feature === undefined || seen.has(node))
      throw new UnsupportedModel(`${name}: node ${node} is missing or reached twice`);
    seen.add(node);
    if (left === -1) continue;
    if (!(feature >= 0 && feature < featureCount))
      throw new UnsupportedModel(`${name}: node ${node} splits on feature ${feature} of ${featureCount}`);
    toVisit.push(left, right);
  }
}
