import { physicalName, type ResourceType } from '../resource-type.ts';

/** https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html */
const MAX_NAME_LENGTH = 1011;

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ssm-parameter.html */
export const parameter: ResourceType = {
  properties: ['Type', 'Name', 'Value'],
  replacing: ['Name'],
  create(request) {
    const { properties, services } = request;
    properties.oneOf('Type', ['String']);
    const name = properties.optionalText('Name') ?? physicalName(request, MAX_NAME_LENGTH);
    services.ssm.create(name, properties.text('Value'), services.clock.now());
    return { physicalId: name, attributes: {} };
  },
  update({ previous, properties, services }) {
    properties.oneOf('Type', ['String']);
    services.ssm.update(previous.physicalId, properties.text('Value'), services.clock.now());
    return previous;
  },
  delete({ physicalId, services }) {
    services.ssm.delete(physicalId);
  },
};
