import { TextInput } from '@mantine/core';

interface TimeFieldProps {
  label: string;
  value: string | undefined;
  set: (value: string) => void;
}

/** A time in UTC. The browser's field has no time zone: its value is read as UTC. */
export const TimeField = ({ label, value, set }: TimeFieldProps) => (
  <TextInput
    type="datetime-local"
    step={1}
    label={label}
    key={value ?? ''}
    defaultValue={value?.slice(0, 19) ?? ''}
    onBlur={({ currentTarget }) => {
      const next = utcOf(currentTarget.value);
      if (next.slice(0, 19) !== (value ?? '').slice(0, 19)) set(next);
    }}
  />
);

/** The field's value as an RFC 3339 time; empty for an empty field. */
export const utcOf = (text: string): string => {
  if (text === '') return '';
  return `${text.length === 16 ? `${text}:00` : text}Z`;
};
