import { Select, Textarea } from '@mantine/core';
import { words } from '../shared/words.ts';

export interface Reason {
  reasonCode: string | null;
  text: string;
}

export const NO_REASON: Reason = { reasonCode: null, text: '' };

interface ReasonFieldsProps {
  codes: readonly string[];
  reason: Reason;
  set: (reason: Reason) => void;
}

/** Whether both are given; every decision needs them. */
export const isReasoned = ({ reasonCode, text }: Reason): boolean =>
  reasonCode !== null && text.trim() !== '';

/** The reason of a decision: a code for statistics, and a text for readers. */
export const ReasonFields = ({ codes, reason, set }: ReasonFieldsProps) => (
  <>
    <Select
      label="Reason"
      placeholder="Choose one"
      data={codes.map((value) => ({ value, label: words(value) }))}
      value={reason.reasonCode}
      onChange={(reasonCode) => set({ ...reason, reasonCode })}
      required
    />
    <Textarea
      label="Explanation"
      description="Stored with the review and in the audit log"
      value={reason.text}
      onChange={({ currentTarget }) => set({ ...reason, text: currentTarget.value })}
      autosize={false}
      rows={3}
      maxLength={2000}
      required
    />
  </>
);
