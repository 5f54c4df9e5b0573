import { TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';

interface TextFieldProps {
  label: string;
  value: string | undefined;
  set: (value: string) => void;
  placeholder?: string;
  id?: string;
  required?: boolean;
}

/** A field that changes its value on blur or Enter, not with every letter. */
export function TextField({
  label,
  value = '',
  set,
  placeholder = '',
  id,
  required = false,
}: TextFieldProps) {
  const [draft, setDraft] = useState(value);
  useEffect(() => setDraft(value), [value]);
  const commit = () => {
    if (draft.trim() !== value) set(draft.trim());
  };
  return (
    <TextInput
      {...(id === undefined ? {} : { id })}
      label={label}
      placeholder={placeholder}
      value={draft}
      required={required}
      spellCheck={false}
      onChange={({ currentTarget }) => setDraft(currentTarget.value)}
      onBlur={commit}
      onKeyDown={({ key }) => key === 'Enter' && commit()}
    />
  );
}
