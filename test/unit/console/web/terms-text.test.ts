import { describe, expect, it } from 'vitest';
import { parsedTerms } from '../../../../console/web/src/compliance/policies/terms-text.ts';

describe('terms that a person writes', () => {
  it('are what the JSON says', () => {
    expect(parsedTerms('{"policyId": "default"}')).toEqual({ ok: true, value: { policyId: 'default' } });
  });

  it('that are no JSON say in which line they stop being that', () => {
    expect(parsedTerms('{\n  "policyId": "default",\n}')).toEqual({
      ok: false,
      problem: expect.stringMatching(/line 3 column 1/),
    });
  });
});
