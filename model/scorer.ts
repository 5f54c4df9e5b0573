import * as z from 'zod';

/** The model file asks for something this scorer does not do; the message names it. */
export class UnsupportedModel extends Error {
  override readonly name = 'UnsupportedModel';
}

/** A loaded model, its trees laid out one after the other. Made by loadModel only. */
export interface Model {
  readonly featureNames: readonly string[];
  readonly featureCount: number;
  /** Margin that every row starts from, a float32. */
  readonly baseMargin: number;
  /** Index of each tree's root in the arrays below. */
  readonly roots: Int32Array;
  readonly feature: Int32Array;
  /** Split threshold of a node, value of a leaf. */
  readonly value: Float32Array;
  readonly defaultLeft: Uint8Array;
  /** Index of the left child, -1 in a leaf. */
  readonly left: Int32Array;
  readonly right: Int32Array;
}

const numbers = z.array(z.number());
const Tree = z.object({
  left_children: numbers,
  right_children: numbers,
  split_indices: numbers,
  split_conditions: numbers,
  default_left: numbers,
  split_type: numbers,
  categories: numbers,
});
type Tree = z.infer<typeof Tree>;
const XgboostJson = z.object({
  version: numbers,
  learner: z.object({
    feature_names: z.array(z.string()),
    attributes: z.record(z.string(), z.string()),
    learner_model_param: z.object({
      base_score: z.string(),
      num_class: z.string(),
      num_feature: z.string(),
      num_target: z.string(),
    }),
    objective: z.object({ name: z.string() }),
    gradient_booster: z.object({
      name: z.literal('gbtree'),
      model: z.object({
        gbtree_model_param: z.object({ num_trees: z.string(), num_parallel_tree: z.string() }),
        trees: z.array(Tree),
      }),
    }),
  }),
});

/** Read before the rest, since another version, objective or booster may be laid out in another way. */
const Head = z.object({
  version: numbers,
  learner: z.object({
    objective: z.object({ name: z.string() }),
    gradient_booster: z.object({ name: z.string() }),
  }),
});

/**
 * Makes a scorable model of the parsed JSON that XGBoost 1.7's `save_model` writes.
 *
 * @throws UnsupportedModel for another version, objective, booster or format: better no model than a wrong price
 */
export function loadModel(json: unknown): Model {
  const head = parse(Head, json);
  same('version', head.version.slice(0, 2).join('.'), '1.7');
  same('objective', head.learner.objective.name, 'count:poisson');
  same('booster', head.learner.gradient_booster.name, 'gbtree');

  const { learner } = parse(XgboostJson, json);
  const param = learner.learner_model_param;
  const { gbtree_model_param, trees } = learner.gradient_booster.model;
  same('num_class', param.num_class, '0');
  same('num_target', param.num_target, '1');
  same('num_parallel_tree', gbtree_model_param.num_parallel_tree, '1');
  same('num_trees', gbtree_model_param.num_trees, String(trees.length));
  // SageMaker's container would score with the first best_ntree_limit trees only.
  same(
    'best_ntree_limit',
    learner.attributes['best_ntree_limit'] ?? String(trees.length),
    String(trees.length),
  );
  const featureCount = Number(param.num_feature);
  same('number of feature names', learner.feature_names.length, featureCount);
  const baseScore = Math.fround(Number(param.base_score));
  if (!(baseScore > 0 && Number.isFinite(baseScore)))
    throw new UnsupportedModel(`base_score ${param.base_score}`);

  return {
    featureNames: learner.feature_names,
    featureCount,
    baseMargin: Math.fround(Math.log(baseScore)),
    ...laidOut(trees, featureCount),
  };
}

function laidOut(trees: readonly Tree[], featureCount: number) {
  for (const [index, tree] of trees.entries()) checkTree(tree, featureCount, `tree ${index}`);
  const sizes = trees.map((tree) => tree.left_children.length);
  const roots = sizes.map((_, index) => sizes.slice(0, index).reduce((sum, size) => sum + size, 0));
  const childrenOf = (children: readonly number[], root = 0) =>
    children.map((c) => (c === -1 ? -1 : root + c));
  return {
    roots: Int32Array.from(roots),
    feature: Int32Array.from(trees.flatMap((tree) => tree.split_indices)),
    value: Float32Array.from(trees.flatMap((tree) => tree.split_conditions)),
    defaultLeft: Uint8Array.from(trees.flatMap((tree) => tree.default_left)),
    left: Int32Array.from(trees.flatMap((tree, index) => childrenOf(tree.left_children, roots[index]))),
    right: Int32Array.from(trees.flatMap((tree, index) => childrenOf(tree.right_children, roots[index]))),
  };
}

/** Every walk from the root must end in a leaf and read only features that a row has. */
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

/**
 * Scores rows as XGBoost 1.7 does: margins equal its own bit for bit (the sum is float32, in tree order), predictions
 * are exp(margin) as float32 and may differ in the last bit where C's expf rounds another way.
 *
 * @param rows values in the order of model.featureNames, NaN for missing
 * @throws RangeError for a row with another number of values
 */
export function score(
  model: Model,
  rows: readonly (readonly number[])[],
): { margins: Float32Array; predictions: number[] } {
  const margins = Float32Array.from(rows, (row, index) => {
    if (row.length !== model.featureCount)
      throw new RangeError(
        `row ${index + 1} has ${row.length} values, the model has ${model.featureCount} features`,
      );
    return marginOf(model, Float32Array.from(row));
  });
  return { margins, predictions: Array.from(margins, (margin) => Math.fround(Math.exp(margin))) };
}

function marginOf(
  { baseMargin, roots, feature, value, defaultLeft, left, right }: Model,
  row: Float32Array,
): number {
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
}

function parse<T>(schema: z.ZodType<T>, json: unknown): T {
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new UnsupportedModel(`not an XGBoost 1.7 JSON model: ${problems.slice(0, 3).join('; ')}`);
}

function same<T extends string | number>(what: string, is: T, supported: T): void {
  if (is !== supported) throw new UnsupportedModel(`${what} is ${is}, supported is ${supported}`);
}
