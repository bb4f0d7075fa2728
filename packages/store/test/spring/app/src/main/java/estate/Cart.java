package estate;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

public class Cart implements Serializable {
  public List<String> books = new ArrayList<>(List.of("Notes"));
  public int total = 3;
}
