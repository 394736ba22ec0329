import java.util.List;

/** Shows how it was started. */
public class Show {
    public static void main(String[] args) {
        boolean asserts = false;
        assert asserts = true;
        System.out.println("arguments " + List.of(args));
        System.out.println("assertions " + asserts);
        for (String name : List.of(
                "LANNER_URLS", "LANNER_ENVIRONMENT", "ASPNETCORE_ENVIRONMENT", "LANNER_LAUNCH_PROFILE", "GREETING")) {
            System.out.println(name + " " + System.getenv(name));
        }
        System.exit(args.length > 0 && args[0].equals("fail") ? 7 : 0);
    }
}
