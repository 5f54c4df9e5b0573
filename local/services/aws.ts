/** What every SDK client of the local stack is made with: the embedded services check neither region nor credentials. */
export const LOCAL_AWS = {
  region: 'us-east-1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
};

export const LOCAL_ACCOUNT = '000000000000';
