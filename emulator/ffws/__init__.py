"""FaxFinder Web Services as the appliance serves them below `/ffws/v1`: the developer guide's HTTP and XML
interface."""
