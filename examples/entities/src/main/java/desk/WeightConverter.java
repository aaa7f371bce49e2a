package desk;

import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;

@Converter(autoApply = true)
public class WeightConverter implements AttributeConverter<Weight, Long> {

  @Override
  public Long convertToDatabaseColumn(Weight weight) {
    return weight == null ? null : weight.grams();
  }

  @Override
  public Weight convertToEntityAttribute(Long grams) {
    return grams == null ? null : new Weight(grams);
  }
}
