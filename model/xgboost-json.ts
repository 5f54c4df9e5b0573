import * as z from 'zod';

/** The model file uses something that this scorer does not support; the message names it. */
export class UnsupportedModel extends Error {
  override readonly name = 'UnsupportedModel';
}

const numbers = z.array(z.number());

export const Tree = z.object({
  left_children: numbers,
  right_children: numbers,
  split_indices: numbers,
  split_conditions: numbers,
  default_left: numbers,
  split_type: numbers,
  categories: numbers,
});
export type Tree = z.infer<typeof Tree>;

export const GbTree = z.object({
  name: z.literal('gbtree'),
  model: z.object({
    gbtree_model_param: z.object({ num_trees: z.string(), num_parallel_tree: z.string() }),
    trees: z.array(Tree),
  }),
});
export type GbTree = z.infer<typeof GbTree>;

/** `weights` has one entry for each feature, and the bias last. */
export const GbLinear = z.object({ name: z.literal('gblinear'), model: z.object({ weights: numbers }) });
export type GbLinear = z.infer<typeof GbLinear>;

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
    gradient_booster: z.discriminatedUnion('name', [GbTree, GbLinear]),
  }),
});
export type Learner = z.infer<typeof XgboostJson>['learner'];

/** Checked first, because another version, objective or booster may have another format. */
const Head = z.object({
  version: numbers,
  learner: z.object({
    objective: z.object({ name: z.string() }),
    gradient_booster: z.object({ name: z.string() }),
  }),
});

/**
 * Validates the parsed JSON of XGBoost 1.7's `save_model`.
 *
 * @throws UnsupportedModel for another version, objective, booster or format: better no model than a wrong price
 */
export function parseLearner(json: unknown): Learner {
  const { version, learner: head } = parse(Head, json);
  same('version', version.slice(0, 2).join('.'), '1.7');
  same('objective', head.objective.name, 'count:poisson');
  const booster = head.gradient_booster.name;
  if (booster !== 'gblinear') same('booster', booster, 'gbtree');

  const { learner } = parse(XgboostJson, json);
  const param = learner.learner_model_param;
  same('num_class', param.num_class, '0');
  same('num_target', param.num_target, '1');
  same('number of feature names', learner.feature_names.length, Number(param.num_feature));
  return learner;
}

function parse<T>(schema: z.ZodType<T>, json: unknown): T {
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new UnsupportedModel(`not an XGBoost 1.7 JSON model: ${problems.slice(0, 3).join('; ')}`);
}

/** @throws UnsupportedModel unless both are equal */
export function same<T extends string | number>(what: string, is: T, supported: T): void {
  if (is !== supported) throw new UnsupportedModel(`${what} is ${is}, only ${supported} is supported`);
}
