package sessionclustering.web;

import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.type.LogicalType;

import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.stereotype.Component;

/** A number is no text, although Jackson would convert it. */
@Component
class StrictJson implements JsonMapperBuilderCustomizer {

	@Override
	public void customize(JsonMapper.Builder builder) {
		builder.withCoercionConfig(LogicalType.Textual, (coercions) -> {
			coercions.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail);
			coercions.setCoercion(CoercionInputShape.Float, CoercionAction.Fail);
			coercions.setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
		});
	}

}
