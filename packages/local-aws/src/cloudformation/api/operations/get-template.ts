import { asObject } from '../../json-object.ts';
import type { Call, CloudFormationContext, CloudFormationOperation } from '../context.ts';
import { present } from '../elements.ts';
import { authorizeCall, namedStack } from '../named-stack.ts';
import {
  orValidationError,
  parseTemplateText,
  submittedTemplate,
  TEMPLATE_PARAMETERS,
} from '../submitted-input.ts';

/**
 * The stages `Original` and `Processed` of a template are the same, because the local AWS has no macros.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_GetTemplate.html
 */
export const getTemplate: CloudFormationOperation = {
  parameters: ['StackName', 'TemplateStage'],
  run(context, call) {
    const { input } = namedStack(context, call);
    return {
      TemplateBody: input?.templateText ?? '',
      StagesAvailable: { member: ['Original', 'Processed'] },
    };
  },
};

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_GetTemplateSummary.html */
export const getTemplateSummary: CloudFormationOperation = {
  parameters: ['StackName', ...TEMPLATE_PARAMETERS],
  async run(context, call) {
    const text = await describedTemplate(context, call);
    return orValidationError(() => {
      const template = parseTemplateText(text);
      const resources = Object.values(asObject(template.Resources, 'Resources'));
      const types = resources.map((resource) => String(asObject(resource, 'Resources').Type));
      return present({
        Description: optionalText(template.Description),
        Parameters: { member: declaredParameters(text) },
        ResourceTypes: { member: [...new Set(types)] },
      });
    });
  },
};

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ValidateTemplate.html */
export const validateTemplate: CloudFormationOperation = {
  parameters: TEMPLATE_PARAMETERS,
  async run(context, call) {
    authorizeCall(context, call, '*');
    const text = await submittedTemplate(context, call, undefined);
    return orValidationError(() =>
      present({
        Description: optionalText(parseTemplateText(text).Description),
        Parameters: { member: declaredParameters(text) },
      }),
    );
  },
};

async function describedTemplate(context: CloudFormationContext, call: Call): Promise<string> {
  if (call.parameters.has('StackName')) {
    return namedStack(context, call).input?.templateText ?? '';
  }
  authorizeCall(context, call, '*');
  return submittedTemplate(context, call, undefined);
}

function declaredParameters(text: string) {
  const { Parameters: parameters = {} } = parseTemplateText(text);
  return Object.entries(asObject(parameters, 'Parameters')).map(([name, declaration]) => {
    const { Type: type, Default: otherwise, Description } = asObject(declaration, name);
    return present({
      ParameterKey: name,
      ParameterType: String(type),
      DefaultValue: otherwise === undefined ? undefined : String(otherwise),
      Description: optionalText(Description),
      NoEcho: 'false',
    });
  });
}

function optionalText(value: unknown): string | undefined {
  return value === undefined ? undefined : String(value);
}
