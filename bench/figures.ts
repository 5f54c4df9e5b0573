/** One measured number. Names are stable: `--compare` finds a figure of an earlier run by its part and name. */
export interface Figure {
  name: string;
  value: number;
  unit: string;
  /** Left out for what only describes the run. */
  better?: 'higher' | 'lower';
  /** What the figure should reach: at least, or at most, as `better` says. */
  goal?: number;
}

/** What a part of the benchmark found. */
export interface Measured {
  figures: Figure[];
  /** What a reader has to know to read the figures. */
  notes: string[];
}

/** How much of each part is run: `quick` shows that it works, and its figures say little. */
export type Scale = 'quick' | 'full';

export type Measure = (scale: Scale) => Promise<Measured>;

export const isMet = ({ value, better, goal }: Figure): boolean | undefined => {
  if (goal === undefined) return undefined;
  return better === 'lower' ? value <= goal : value >= goal;
};
